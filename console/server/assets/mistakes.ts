/**
 * Assets that were entered by mistake. As long as nothing was done with one it is taken out whole, with a reason: its row
 * and its history leave the tables that every list and count reads, and are kept beside them, from where they can return.
 */
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import * as z from 'zod';
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import { type StateWords, standardWords } from '../../../shared/assets/state-words.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import type { AssetMistake, mistakeInput } from '../../../shared/protocol/api/asset-mistakes.ts';
import type { pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, pageOf, readCursor, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSchool, readStateSayer } from '../schools/index.ts';
import { told } from './change.ts';
import type { AssetRecord } from './columns.ts';
import { historyEntry, sayWhat } from './list.ts';
import { chunks, holdAsset, refuseTakenTag } from './record.ts';

/** Every table that says something of an asset, and what that means for whoever thinks it was a mistake. */
export const behind = {
  loan_item: 'It is or was part of a loan',
  asset_set_member: 'It belongs to a set: take it out of that first, under Trolleys and sets',
  stock_take_item: 'A stock-take saw it, or looked for it to its end',
  disposal_item: 'Its disposal was asked for',
  asset_check: 'A test or maintenance of it was entered',
  asset_file: 'A photo or a file was added to it',
  asset_custody: 'It is written down who had it as evidence',
  licence_seat: 'It has or had a seat of a licence',
  neighbour: 'A device on the network was said to be it: say otherwise under Unknown devices',
} as const satisfies Partial<Record<keyof Database, string>>;

/** Tells a room that expects these and has not seen them yet that they are taken out, in the same transaction. */
export type LetGo = (tx: Tx, by: Caller, assetIds: readonly string[]) => Promise<void>;

/** To have been here means that somebody did something with the thing, or looked for it. */
const weightyStates: readonly AssetState[] = [
  ...(['on_loan', 'lost', 'stolen', 'quarantined', 'awaiting_disposal'] as const),
  ...(['collected', 'disposed', 'returned_to_owner'] as const),
];

const onlyExpected = sql<boolean>`(stock_take_item.seen_at is null and stock_take_item.note is null and stock_take_item.stock_take_id in
  (select id from stock_take where status = 'open'))`;

/** By asset, each a sentence without its full stop; absent where nothing was done with it. All are of one school. */
export async function standsAgainst(
  db: Tx,
  rows: readonly AssetRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const against = new Map<string, string[]>();
  const add = (id: string | null, words: string) => {
    if (id !== null) against.set(id, [...(against.get(id) ?? []), words]);
  };
  const [first] = rows;
  if (first === undefined) return against;
  const say = await readStateSayer(db, first.school_id);
  const weighty = weightyStates.map(state => standardWords[state]);
  for (const some of chunks(rows)) {
    for (const row of some)
      if (row.device_id !== null) add(row.id, 'It is linked to a device: unlink it first, on its page');
    const ids = some.map(row => row.id);
    for (const [table, words] of Object.entries(behind)) {
      const found = db
        .selectFrom(table as keyof typeof behind)
        .select('asset_id')
        .distinct()
        // What is only expected so far is let go of: nobody did anything with it.
        .$if(table === 'stock_take_item', q => q.where(({ not }) => not(onlyExpected)));
      for (const { asset_id } of await found.where('asset_id', 'in', ids).execute()) add(asset_id, words);
    }
    const moved = await db
      .selectFrom('asset_history')
      .select(['asset_id', 'after'])
      .distinct()
      .where('asset_id', 'in', ids)
      .where('field', '=', 'state')
      .where('after', 'in', weighty)
      .orderBy('after')
      .execute();
    for (const { asset_id, after } of moved) {
      const state = weightyStates.find(one => standardWords[one] === after);
      if (state !== undefined) add(asset_id, `It was moved to “${say(state)}”`);
    }
    for (const row of some) if (row.held_data_at !== null) add(row.id, 'Protected data may have been on it');
  }
  return against;
}

/** Throws `asset.not_found`, `asset.changed_meanwhile`, `asset.closed`, `asset.no_mistake`. */
export async function takeOut(
  context: Context,
  by: Caller,
  id: string,
  { revision, because }: z.output<typeof mistakeInput>,
  letGo: LetGo,
): Promise<void> {
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await holdAsset(tx, by.schoolId, id, revision);
    const against = (await standsAgainst(tx, [row])).get(id) ?? [];
    if (against.length > 0)
      throw conflict('asset.no_mistake', `Something was done with “${row.tag}”. ${against.join('. ')}.`);
    await moveOut(tx, by, [row], { because, at, letGo });
    await context.audit.record(tx, by, 'asset.taken_out', { subject: id, facts: { tag: row.tag, because } });
  });
  told(context, by);
}

/** Moves these and their history to what is kept beside the register; nothing may stand against it. */
export async function moveOut(
  tx: Tx,
  by: Caller,
  rows: readonly AssetRecord[],
  { because, at, letGo }: { because: string; at: number; letGo: LetGo },
): Promise<void> {
  for (const some of chunks(rows)) {
    const ids = some.map(row => row.id);
    await letGo(tx, by, ids);
    const lines = await tx
      .selectFrom('asset_history')
      .selectAll()
      .where('asset_id', 'in', ids)
      .orderBy('at')
      .orderBy('id')
      .execute();
    const history = Map.groupBy(lines, line => line.asset_id);
    await tx
      .insertInto('asset_mistake')
      .values(
        some.map(row => ({
          ...{ id: row.id, school_id: by.schoolId, tag: row.tag, because },
          // Somebody who left is forgotten in the end, and this must not name them by their number.
          record: JSON.stringify({ ...row, holder_id: null }),
          history: JSON.stringify(history.get(row.id) ?? []),
          ...{ taken_out_at: at, taken_out_by: by.name },
        })),
      )
      .execute();
    await tx.deleteFrom('asset_history').where('asset_id', 'in', ids).execute();
    await tx.deleteFrom('asset').where('id', 'in', ids).execute();
  }
}

/** It was no mistake after all: back as it was. Throws `asset.not_found`, `asset.tag_taken`. */
export async function putBack(context: Context, by: Caller, id: string): Promise<void> {
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const kept = await tx
      .selectFrom('asset_mistake')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (kept === undefined) throw notFound('asset');
    await refuseTakenTag(tx, by.schoolId, kept.tag);
    const row = JSON.parse(kept.record) as AssetRecord;
    await tx
      .insertInto('asset')
      .values({ ...row, revision: row.revision + 1, updated_at: at })
      .execute();
    const stamp = { school_id: by.schoolId, asset_id: id, origin: 'hand', before: null, after: null };
    await tx
      .insertInto('asset_history')
      .values([
        ...historyOf(kept.history),
        {
          ...{ ...stamp, id: randomUUIDv7(), at: kept.taken_out_at, by_name: kept.taken_out_by },
          ...{ field: 'mistake', note: kept.because },
        },
        { ...stamp, id: randomUUIDv7(), at, by_name: by.name, field: 'put_back', note: null },
      ])
      .execute();
    await tx.deleteFrom('asset_mistake').where('id', '=', id).execute();
    await context.audit.record(tx, by, 'asset.put_back', { subject: id, facts: { tag: kept.tag } });
  });
  told(context, by);
}

const moment = z.tuple([z.number(), z.string()]);
const historyOf = (kept: string) => JSON.parse(kept) as Database['asset_history'][];

/** Taken out last, first. */
export async function listMistakes(db: Tx, schoolId: string, query: z.output<typeof pageQuery>) {
  const after = readCursor(query.cursor, moment);
  const found = await db
    .selectFrom('asset_mistake')
    .selectAll()
    .where('school_id', '=', schoolId)
    .$if(after !== undefined, q => q.where(sql<boolean>`(taken_out_at, id) < (${after?.[0]}, ${after?.[1]})`))
    .orderBy('taken_out_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const { stateWords } = await readSchool(db, schoolId);
  return pageOf(
    found,
    query.limit,
    kept => presentMistake(kept, stateWords),
    kept => [kept.taken_out_at, kept.id],
  );
}

function presentMistake(kept: Database['asset_mistake'], words: StateWords): AssetMistake {
  const row = JSON.parse(kept.record) as AssetRecord;
  const kind = row.kind as AssetKind;
  return {
    ...{ id: kept.id, tag: kept.tag, kind, what: sayWhat({ ...row, kind }), serial: row.serial },
    ...{ state: row.state as AssetState, createdAt: row.created_at, createdBy: row.created_by },
    ...{ takenOutAt: kept.taken_out_at, takenOutBy: kept.taken_out_by, because: kept.because },
    history: historyOf(kept.history)
      .reverse()
      .map(line => historyEntry(line, words)),
  };
}
