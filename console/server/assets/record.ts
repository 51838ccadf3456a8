/** Finds and writes single assets of the register, with the history of each field. */
import { randomUUIDv7 } from 'node:crypto';
import { type AssetState, closedStates } from '../../../shared/assets/states.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';
import { may } from '../access.ts';
import { rowLock, type Tx } from '../database/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { sayState } from '../schools/index.ts';
import { type AssetRecord, type FieldChange, tagKey } from './columns.ts';

/** Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const atOnce = 500;
export function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) =>
    all.slice(at * atOnce, (at + 1) * atOnce),
  );
}

export type Origin = 'hand' | 'import';

export interface HistoryLine {
  assetId: string;
  field: string;
  before: string | null;
  after: string | null;
  note?: string | null;
}

export async function writeHistory(
  tx: Tx,
  by: { schoolId: string; name: string; at: number; origin: Origin },
  lines: readonly HistoryLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map(({ assetId, field, before, after, note }) => ({
    id: randomUUIDv7(),
    school_id: by.schoolId,
    asset_id: assetId,
    at: by.at,
    by_name: by.name,
    origin: by.origin,
    field,
    before,
    after,
    note: note ?? null,
  }));
  await tx.insertInto('asset_history').values(rows).execute();
}

export const linesOf = (assetId: string, changes: readonly FieldChange[]): HistoryLine[] =>
  changes.map(change => ({ assetId, ...change }));

/** Throws `asset.not_found`, and `asset.taken_out` for what was entered by mistake. */
export async function findAsset(db: Tx, schoolId: string, id: string): Promise<AssetRecord> {
  const row = await db
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row !== undefined) return row;
  const mistake = await db
    .selectFrom('asset_mistake')
    .select(['tag', 'because', 'taken_out_by'])
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (mistake === undefined) throw notFound('asset');
  throw new AppError({
    ...{ status: 404, code: 'asset.taken_out' },
    detail: `${mistake.taken_out_by} took “${mistake.tag}” out of the register, as entered by mistake: “${mistake.because}”. It is kept under Assets, “Entered by mistake”.`,
  });
}

/** The asset held for a change. Throws `asset.not_found`, `asset.changed_meanwhile`, `asset.closed`. */
export async function holdAsset(
  tx: Tx,
  schoolId: string,
  id: string,
  revision: number,
): Promise<AssetRecord> {
  const row = await tx
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  if (row === undefined) throw notFound('asset');
  if (row.revision !== revision)
    throw conflict(
      'asset.changed_meanwhile',
      `Somebody else changed “${row.tag}” while you had it open, and nothing of yours was saved. Load the page again to see their change, then make yours.`,
    );
  await refuseClosed(tx, row);
  return row;
}

/** Throws `asset.closed` for what is disposed of or went back to its owner. */
export async function refuseClosed(
  tx: Tx,
  row: Pick<AssetRecord, 'school_id' | 'state' | 'tag'>,
): Promise<void> {
  const state = row.state as AssetState;
  if (closedStates.includes(state))
    throw conflict(
      'asset.closed',
      `“${row.tag}” is “${await sayState(tx, row.school_id, state)}”, so its record can only be read.`,
    );
}

/** Raises the revision. */
export async function saveAsset(
  tx: Tx,
  row: AssetRecord,
  set: Partial<AssetRecord>,
  at: number,
): Promise<void> {
  await tx
    .updateTable('asset')
    .set({ ...set, revision: row.revision + 1, updated_at: at })
    .where('id', '=', row.id)
    .execute();
}

/** Why what is on its way out keeps these words; undefined where they may change. */
export function whyKept(
  { tag, state }: Pick<AssetRecord, 'tag' | 'state'>,
  changes: readonly { field: string }[],
): string | undefined {
  if (changes.length === 0) return undefined;
  const unlinks = changes.some(one => one.field === 'device');
  if (state === 'collected' || (state === 'awaiting_disposal' && unlinks))
    return `“${tag}” is on its way out: what its papers name cannot be changed, nor its device unlinked.`;
  if (state === 'awaiting_disposal' && changes.some(one => one.field === 'kind'))
    return `“${tag}” is on its way out, and its kind decides what has to be proved of its storage. Keep it after all under Disposals, put its kind right, and ask for its write-off anew.`;
  return undefined;
}

/** When a label with each of these tags was printed before anything had it, by what tags are compared by. */
export async function readPrinted(
  tx: Tx,
  schoolId: string,
  tags?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('label_tag')
    .select(['tag_key', 'printed_at'])
    .where('school_id', '=', schoolId)
    .$if(tags !== undefined, q => q.where('tag_key', 'in', (tags ?? []).map(tagKey)))
    .execute();
  return new Map(rows.map(row => [row.tag_key, row.printed_at]));
}

/** Remembers that a label was printed; the register itself did not change. */
export async function markLabelled(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  await tx.updateTable('asset').set({ label_printed_at: at }).where('id', 'in', ids).execute();
}

/** Throws `asset.tag_taken`. Tags differ by more than case and spaces. */
export async function refuseTakenTag(tx: Tx, schoolId: string, tag: string, but = ''): Promise<void> {
  const taken = await tx
    .selectFrom('asset')
    .select('tag')
    .where('school_id', '=', schoolId)
    .where('tag_key', '=', tagKey(tag))
    .where('id', '!=', but)
    .executeTakeFirst();
  if (taken !== undefined)
    throw conflict('asset.tag_taken', `There is already an asset with the tag “${taken.tag}”.`, {
      tag: 'Another asset has this tag',
    });
}

/** Throws 400 with the field. */
export async function refuseUnknownHolder(tx: Tx, schoolId: string, holderId: string | null | undefined) {
  if (holderId === null || holderId === undefined) return;
  const person = await tx
    .selectFrom('person')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '=', holderId)
    .executeTakeFirst();
  if (person === undefined) throw invalid('This person is not known here.', { holderId: 'Not known here' });
}

type Held = Pick<AssetRecord, 'holder_id' | 'device_id'>;

/**
 * Whoever holds a computer reads what is found on it, so nobody gives themselves that but who may look at all of them.
 * Throws `asset.yourself`.
 */
export function refuseOwnDevice(by: Caller, before: Held | undefined, after: Held): void {
  if (after.device_id === null || by.id !== `person:${after.holder_id}` || may(by, 'devices.read')) return;
  if (before?.holder_id === after.holder_id && before.device_id === after.device_id) return;
  const detail = 'Nobody enters themselves as the holder of a computer that reports here. Ask a technician.';
  throw new AppError({
    ...{ status: 403, code: 'asset.yourself', detail },
    fields: { holderId: 'This is you: ask a technician' },
  });
}

/** Refuses what contradicts itself, by field. */
export function refuseContradictions(values: AssetValues): void {
  const { purchaseDate, warrantyEnd, cost, floor } = values;
  const wrong: Record<string, string> = {};
  if (purchaseDate !== null && warrantyEnd !== null && warrantyEnd < purchaseDate)
    wrong.warrantyEnd = 'The warranty would end before it was bought';
  if (cost !== null && floor !== null && floor > cost) wrong.floor = 'More than it cost';
  if (Object.keys(wrong).length > 0) throw invalid('Some of this does not fit together.', wrong);
}
