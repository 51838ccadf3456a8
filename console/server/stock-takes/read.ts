/** Stock-takes as pages read them. */
import { sql } from 'kysely';
import * as z from 'zod';
import {
  type ItemOutcome,
  itemOutcomes,
  type StockTake,
  type StockTakeItem,
  type StockTakeRow,
  type stockTakeItemQuery,
  stockTakeStatuses,
} from '../../../shared/protocol/api/stock-takes.ts';
import { readAssetRows, sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { whyNotSign } from './finish.ts';
import { findTake, placesOf, type TakeRecord } from './record.ts';

const mostTakes = 100;
const mostUnknown = 100;

/** Newest first. */
export async function listTakes(db: Tx, schoolId: string): Promise<{ items: StockTakeRow[]; next: null }> {
  const takes = await db
    .selectFrom('stock_take')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostTakes)
    .execute();
  const counts = await readCounts(
    db,
    takes.map(take => take.id),
  );
  return { items: takes.map(take => presentRow(take, counts.get(take.id) ?? none)), next: null };
}

type Counts = StockTakeRow['counts'];
const none: Counts = {
  expected: 0,
  pending: 0,
  missing: 0,
  found: 0,
  moved: 0,
  unexpected: 0,
  unknown: 0,
};

async function readCounts(db: Tx, ids: readonly string[]): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>(ids.map(id => [id, { ...none }]));
  if (ids.length === 0) return counts;
  const rows = await db
    .selectFrom('stock_take_item')
    .select(['stock_take_id', 'outcome', 'expected'])
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('stock_take_id', 'in', ids)
    .groupBy(['stock_take_id', 'outcome', 'expected'])
    .execute();
  for (const row of rows) {
    const of = counts.get(row.stock_take_id);
    if (of === undefined) continue;
    if (row.expected === 1) of.expected += Number(row.all);
    of[row.outcome as ItemOutcome] += Number(row.all);
  }
  const unknown = await db
    .selectFrom('stock_take_scan')
    .select('stock_take_id')
    .select(eb => eb.fn.count<number>('code').distinct().as('all'))
    .where('stock_take_id', 'in', ids)
    .where('outcome', '=', 'unknown')
    .groupBy('stock_take_id')
    .execute();
  for (const row of unknown) {
    const of = counts.get(row.stock_take_id);
    if (of !== undefined) of.unknown = Number(row.all);
  }
  return counts;
}

function presentRow(take: TakeRecord, counts: Counts): StockTakeRow {
  return {
    id: take.id,
    name: take.name,
    places: placesOf(take),
    status: stockTakeStatuses.find(status => status === take.status) ?? 'withdrawn',
    startedAt: take.started_at,
    startedBy: take.started_by,
    finishedAt: take.finished_at,
    finishedBy: take.finished_by,
    signedAt: take.signed_at,
    signedBy: take.signed_by,
    counts,
  };
}

/** Throws `stock_take.not_found`. */
export async function readTake(at: Pick<Context, 'now'>, db: Tx, by: Caller, id: string): Promise<StockTake> {
  const take = await findTake(db, by.schoolId, id);
  const counts = (await readCounts(db, [id])).get(id) ?? none;
  const people = await db
    .selectFrom('stock_take_item')
    .select('seen_by')
    .select(eb => eb.fn.countAll<number>().as('things'))
    .where('stock_take_id', '=', id)
    .where('seen_by', 'is not', null)
    .groupBy('seen_by')
    .orderBy('seen_by')
    .execute();
  const scans = await db
    .selectFrom('stock_take_scan')
    .selectAll()
    .where('stock_take_id', '=', id)
    .where('outcome', '=', 'unknown')
    .orderBy('scanned_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostUnknown)
    .execute();
  const codes = new Map(scans.reverse().map(scan => [scan.code, scan]));
  return {
    ...presentRow(take, counts),
    note: take.note,
    people: people.map(row => ({ name: row.seen_by ?? '', things: Number(row.things) })),
    unknown: [...codes.values()]
      .reverse()
      .map(scan => ({ code: scan.code, place: scan.place, at: scan.scanned_at, by: scan.scanned_by })),
    mayNotSign: (await whyNotSign(at, db, take, by)) ?? null,
  };
}

/** Those that nobody has removed, by the thing of the stock-take. */
async function photosOf(db: Tx, itemIds: readonly string[]) {
  const rows = await db
    .selectFrom('asset_file')
    .select(['id', 'name', 'stock_take_item_id as item'])
    .where('stock_take_item_id', 'in', itemIds.length === 0 ? [''] : itemIds)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .execute();
  return Map.groupBy(rows, row => row.item ?? '');
}

const place = z.tuple([z.string(), z.string()]);

/** By tag. */
export async function listItems(
  db: Tx,
  schoolId: string,
  id: string,
  query: z.output<typeof stockTakeItemQuery>,
) {
  await findTake(db, schoolId, id);
  const after = readCursor(query.cursor, place);
  const found = await db
    .selectFrom('stock_take_item')
    .innerJoin('asset', 'asset.id', 'stock_take_item.asset_id')
    .selectAll('stock_take_item')
    .select('asset.tag_order')
    .where('stock_take_id', '=', id)
    .$if(query.outcome !== undefined, q => q.where('outcome', '=', query.outcome ?? ''))
    .$if(query.item !== undefined, q => q.where('stock_take_item.id', '=', query.item ?? ''))
    .$if(query.place !== undefined, q => q.where('place_before', '=', query.place ?? ''))
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(asset.tag_order, stock_take_item.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('asset.tag_order')
    .orderBy('stock_take_item.id')
    .limit(query.limit + 1)
    .execute();
  const assets = await readAssetRows(
    db,
    schoolId,
    found.map(row => row.asset_id),
  );
  const photos = await photosOf(
    db,
    found.map(row => row.id),
  );
  const present = (row: (typeof found)[number]): StockTakeItem => {
    const asset = assets.get(row.asset_id);
    return {
      id: row.id,
      assetId: row.asset_id,
      tag: asset?.tag ?? row.tag,
      what: asset === undefined ? '' : sayWhat(asset),
      serial: asset?.serial ?? null,
      state: asset?.state ?? 'disposed',
      expected: row.expected === 1,
      outcome: itemOutcomes.find(one => one === row.outcome) ?? 'pending',
      placeBefore: row.place_before,
      placeFound: row.place_found,
      how: row.how === 'scan' || row.how === 'tick' ? row.how : null,
      seenAt: row.seen_at,
      seenBy: row.seen_by,
      agentSeenAt: asset?.device?.lastSeenAt ?? null,
      note: row.note,
      photos: (photos.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
    };
  };
  return pageOf(found, query.limit, present, row => [row.tag_order, row.id]);
}
