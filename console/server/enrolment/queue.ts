/** Devices that wait for somebody to say yes: oldest first, or by name as people count. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { queueQuery, waitingList } from '../../../shared/protocol/api/enrolment.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, searchPatterns, type Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import { resembling } from './resembles.ts';

type Query = z.output<typeof queueQuery>;

const columns = { asked: 'enrolled_at', name: 'name_order' } as const;
/** A cursor belongs to its order: used with another it would skip devices without a word. */
const place = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

export async function readQueue(
  { db, presence }: Context,
  schoolId: string,
  query: Query,
): Promise<z.output<typeof waitingList>> {
  const waiting = waitingOf(db, schoolId, query);
  const counted = await waiting.select(eb => eb.fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  const column = sql.ref<string | number>(`device.${columns[query.sort]}`);
  const after = cursorOf(query);
  const found = await waiting
    .selectAll('device')
    .select(['device_group.name as group_name', 'enrolment_code.label as code_label'])
    .$if(after !== undefined, some =>
      some.where(sql<boolean>`(${column}, device.id) > (${after?.[1]}, ${after?.[2]})`),
    )
    .orderBy(column)
    .orderBy('device.id')
    .limit(query.limit + 1)
    .execute();
  const alike = await resembling(
    db,
    found.map(row => ({ id: row.id, schoolId: row.school_id, previousDeviceId: row.previous_device_id })),
  );
  const page = pageOf(
    found,
    query.limit,
    row => ({
      id: row.id,
      suggestedName: row.name,
      system: row.system ?? '',
      group: { id: row.group_id, name: row.group_name },
      codeLabel: row.code_label || null,
      askedAt: row.enrolled_at,
      connected: presence.isConnected(row.id),
      resembles: alike.get(row.id) ?? [],
    }),
    row => [query.sort, row[columns[query.sort]], row.id],
  );
  return { ...page, total: Number(counted.all) };
}

function waitingOf(db: Tx, schoolId: string, { search, group }: Query) {
  const conditions = searchPatterns(search).map(
    like => sql<boolean>`(device.search_text like ${like} escape '!'
      or lower(coalesce(enrolment_code.label, '')) like ${like} escape '!')`,
  );
  return db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .leftJoin('enrolment_code', 'enrolment_code.id', 'device.code_id')
    .where('device.school_id', '=', schoolId)
    .where('device.status', '=', 'waiting')
    .$if(group !== undefined, query => query.where('device.group_id', '=', group ?? ''))
    .$if(conditions.length > 0, query => query.where(sql<boolean>`${sql.join(conditions, sql` and `)}`));
}

function cursorOf(query: Query) {
  const after = readCursor(query.cursor, place);
  if (after !== undefined && after[0] !== query.sort)
    throw invalid(
      'The list is now in another order. Start again from its first page.',
      undefined,
      'cursor.invalid',
    );
  return after;
}
