/** Reading the register. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod';
import {
  encryptions,
  type Medium,
  type MediumDetail,
  type mediumQuery,
  mediumStates,
} from '../../../shared/protocol/api/media.ts';
import { type Database, pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { encryptedOf, encryptedSql } from './words.ts';

export type MediumRow = Selectable<Database['school_medium']>;

const place = z.tuple([z.string(), z.string()]);
const mostHistory = 200;

/** Throws `medium.not_found`. */
export async function findMedium(tx: Tx, schoolId: string, id: string): Promise<MediumRow> {
  const row = await tx
    .selectFrom('school_medium')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('medium');
  return row;
}

const shown = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('school_medium')
    .leftJoin('device', 'device.id', 'school_medium.seen_device_id')
    .selectAll('school_medium')
    .select('device.name as device_name')
    .where('school_medium.school_id', '=', schoolId);

type Shown = MediumRow & { device_name: string | null };

export async function listMedia(tx: Tx, schoolId: string, query: z.output<typeof mediumQuery>) {
  const after = readCursor(query.cursor, place);
  const narrowed = narrowing(query);
  const found = await shown(tx, schoolId)
    .where(narrowed)
    .$if(after !== undefined, some =>
      some.where(sql<boolean>`(label_order, school_medium.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('label_order')
    .orderBy('school_medium.id')
    .limit(query.limit + 1)
    .execute();
  const total = await tx
    .selectFrom('school_medium')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where(narrowed)
    .executeTakeFirstOrThrow();
  return {
    ...pageOf(found, query.limit, present, row => [row.label_order, row.id]),
    total: Number(total.all),
    counts: await countStates(tx, schoolId),
  };
}

function narrowing({ search, state, encrypted }: z.output<typeof mediumQuery>) {
  const conditions = [sql`1 = 1`];
  if (state !== undefined) conditions.push(sql`state = ${state}`);
  if (encrypted !== undefined) conditions.push(sql`${sql.raw(encryptedSql)} = ${encrypted}`);
  conditions.push(saysAll(search, sql`school_medium.search_text`));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

async function countStates(tx: Tx, schoolId: string): Promise<Record<Medium['state'], number>> {
  const found = await tx
    .selectFrom('school_medium')
    .select(['state', eb => eb.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .groupBy('state')
    .execute();
  const of = (state: string) => Number(found.find(one => one.state === state)?.all ?? 0);
  return { in_store: of('in_store'), issued: of('issued'), lost: of('lost'), retired: of('retired') };
}

/** Throws `medium.not_found`. */
export async function readMedium(tx: Tx, schoolId: string, id: string): Promise<MediumDetail> {
  const row = await shown(tx, schoolId).where('school_medium.id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('medium');
  const history = await tx
    .selectFrom('school_medium_event')
    .selectAll()
    .where('medium_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostHistory)
    .execute();
  return {
    ...present(row),
    history: history.map(one => ({
      id: one.id,
      at: one.at,
      by: one.by_name,
      sentence: one.sentence,
      note: one.note,
    })),
  };
}

function present(row: Shown): Medium {
  const encryption = z.enum(encryptions).parse(row.encryption);
  const device = row.device_name ?? 'a device that is gone';
  const seen =
    row.seen_at === null
      ? null
      : {
          at: row.seen_at,
          device:
            row.seen_device_id === null || row.device_name === null
              ? null
              : { id: row.seen_device_id, name: row.device_name },
          encrypted: row.seen_encrypted as 'luks' | 'bitlocker' | 'by_itself' | 'no' | null,
        };
  return {
    id: row.id,
    revision: row.revision,
    label: row.label,
    vendorId: row.vendor_id,
    productId: row.product_id,
    serial: row.serial,
    access: row.access as Medium['access'],
    encryption,
    holder: row.holder,
    holderId: row.holder_id,
    state: z.enum(mediumStates).parse(row.state),
    stateAt: row.state_at,
    note: row.note,
    seen,
    encrypted: encryptedOf(encryption, seen === null ? null : { encrypted: seen.encrypted, device }),
  };
}
