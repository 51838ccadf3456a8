/** Everything that was ever to leave, thing by thing: how the question “what became of it?” is answered years later. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { BatchState, ItemState } from '../../../shared/disposals/steps.ts';
import type { DisposalThing, thingQuery } from '../../../shared/protocol/api/disposal-list.ts';
import { readAssetRows, sayWhat } from '../assets/index.ts';
import { pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';

type Query = z.output<typeof thingQuery>;
const place = z.tuple([z.string().max(60)]);

/** One row a thing; the list and the spreadsheet read the same. */
export const thingRows = (db: Tx, schoolId: string) =>
  db
    .selectFrom('disposal_item as item')
    .innerJoin('asset', 'asset.id', 'item.asset_id')
    .innerJoin('write_off', 'write_off.id', 'item.write_off_id')
    .leftJoin('disposal_batch as batch', 'batch.id', 'item.batch_id')
    .leftJoin('disposal_contractor as taker', 'taker.id', 'batch.contractor_id')
    .select(['item.id', 'item.asset_id', 'item.write_off_id', 'item.status', 'item.condition', 'item.value'])
    .select(['item.ended_at', 'item.out_reason', 'write_off.number as write_off', 'write_off.reason'])
    .select(['write_off.status as decision', 'write_off.asked_by', 'write_off.asked_at'])
    .select(['write_off.decided_by', 'write_off.decided_at'])
    .select(['batch.id as batch_id', 'batch.number as batch', 'batch.status as batch_state'])
    .select(['batch.way', 'batch.collect_on', 'batch.signed_at', 'taker.name as taker'])
    .where('item.school_id', '=', schoolId);

type Row = Awaited<ReturnType<ReturnType<typeof thingRows>['execute']>>[number];

/** With make, model and serial as the register shows them, also where only the device itself told them. */
export async function named<R extends { asset_id: string }>(db: Tx, schoolId: string, rows: readonly R[]) {
  const assets = await readAssetRows(
    db,
    schoolId,
    rows.map(row => row.asset_id),
  );
  return rows.flatMap(row => {
    const asset = assets.get(row.asset_id);
    return asset === undefined ? [] : [{ ...row, asset }];
  });
}

export type NamedThing = Awaited<ReturnType<typeof named<Row>>>[number];

/** The newest first. Searched are the thing, the serials of its storage, why it was to go and who got it. */
export async function listThings(db: Tx, schoolId: string, { state, search, cursor, limit }: Query) {
  const after = readCursor(cursor, place)?.[0];
  const rows = await thingRows(db, schoolId)
    .leftJoin('device', 'device.id', 'asset.device_id')
    .$if(state !== undefined, query => query.where('item.status', '=', state ?? ''))
    .where(
      saysAll(
        search,
        sql`asset.search_text`,
        sql`coalesce(device.search_text, '')`,
        sql`lower(write_off.reason)`,
        sql`lower(coalesce(taker.name, ''))`,
        sql`coalesce((select string_agg(lower(serial), ' ') from disposal_storage where item_id = item.id), '')`,
      ),
    )
    .$if(after !== undefined, query => query.where('item.id', '<', after ?? ''))
    .orderBy('item.id', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf(await named(db, schoolId, rows), limit, presentThing, row => [row.id]);
}

const presentThing = ({ asset, ...row }: NamedThing): DisposalThing => ({
  id: row.id,
  tag: asset.tag,
  what: sayWhat(asset),
  serial: asset.serial,
  state: row.status as ItemState,
  writeOff: { id: row.write_off_id, number: row.write_off },
  batch:
    row.batch_id === null || row.batch === null
      ? null
      : { id: row.batch_id, number: row.batch, state: row.batch_state as BatchState, taker: row.taker ?? '' },
  leftAt: row.signed_at,
});
