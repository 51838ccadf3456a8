/** The devices page: sorted, filtered, searched and paged by the database. */
import { type SelectQueryBuilder, sql } from 'kysely';
import * as z from 'zod';
import type { deviceQuery } from '../../../shared/protocol/api/devices.ts';
import {
  type Database,
  likeText,
  readCursor,
  searchPatterns,
  type Tx,
  totalOf,
  writeCursor,
} from '../database/index.ts';
import { invalid } from '../errors.ts';
import { countedStatuses } from './standing.ts';
import { troubleConditions } from './troubles.ts';

type Query = z.output<typeof deviceQuery>;
type Devices<O> = SelectQueryBuilder<Database, 'device' | 'device_group', O>;

const sorts = {
  name: { column: 'name_order', usual: 'asc' },
  lastSeen: { column: 'last_seen_at', usual: 'desc' },
  notMet: { column: 'not_met', usual: 'desc' },
  unknown: { column: 'unknown', usual: 'desc' },
} as const;

/** A cursor belongs to its order: used with another it would skip devices without a word. */
const place = z.tuple([z.string(), z.string(), z.union([z.string(), z.number()]), z.string()]);

export async function listDevices(db: Tx, schoolId: string, query: Query) {
  const sort = sorts[query.sort];
  const direction = query.direction ?? sort.usual;
  const from = filtered(db, schoolId, query);
  const after = cursorOf(query, direction);
  const column = sql.ref(`device.${sort.column}`);
  const found = await from
    .selectAll('device')
    .select('device_group.name as group_name')
    .$if(after !== undefined, q =>
      q.where(
        sql<boolean>`(${column}, device.id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${after?.[2]}, ${after?.[3]})`,
      ),
    )
    .orderBy(column, direction)
    .orderBy('device.id', direction)
    .limit(query.limit + 1)
    .execute();
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const next =
    found.length > query.limit && last !== undefined
      ? writeCursor([query.sort, direction, last[sort.column] ?? 0, last.id])
      : null;
  return { rows, next, total: await totalOf(found, query, () => countDevices(db, schoolId, query)) };
}

function cursorOf(query: Query, direction: string) {
  const after = readCursor(query.cursor, place);
  if (after !== undefined && (after[0] !== query.sort || after[1] !== direction))
    throw invalid(
      'The list is now in another order. Start again from its first page.',
      undefined,
      'cursor.invalid',
    );
  return after;
}

function filtered(db: Tx, schoolId: string, query: Query): Devices<object> {
  return db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .where(narrowed(schoolId, query));
}

/** Also without a filter: waiting devices are in the queue, removed ones nowhere. */
function narrowed(schoolId: string, query: Query) {
  const conditions = [
    sql`device.school_id = ${schoolId}`,
    sql`device.status in (${sql.join(countedStatuses.map(status => sql.lit(status)))})`,
  ];
  if (query.group !== undefined) conditions.push(sql`device.group_id = ${query.group}`);
  if (query.platform !== undefined) conditions.push(sql`device.platform = ${query.platform}`);
  if (query.trouble !== undefined) conditions.push(troubleConditions[query.trouble]);
  const states = statesPattern(query);
  if (states !== undefined) conditions.push(sql`device.states like ${states} escape '!'`);
  for (const like of searchPatterns(query.search))
    conditions.push(sql`device.search_text like ${like} escape '!'`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** In `:idle-lock=met:antivirus=unknown:`. */
function statesPattern({ control, state }: Query): string | undefined {
  if (control === undefined && state === undefined) return undefined;
  return `%${control === undefined ? '' : `:${likeText(control)}`}=${state === undefined ? '' : `${likeText(state)}:`}%`;
}

async function countDevices(db: Tx, schoolId: string, query: Query): Promise<number> {
  const counted = await db
    .selectFrom('device')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where(narrowed(schoolId, query))
    .executeTakeFirstOrThrow();
  return Number(counted.all);
}
