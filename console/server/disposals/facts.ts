/** Reads things on their way out with their storage and evidence, as the pages and the rules of `missing` need them. */
import { dataKinds } from '../../../shared/assets/kinds.ts';
import type { Category } from '../../../shared/disposals/methods.ts';
import {
  type BatchFacts,
  beforeLeaving,
  type ItemFacts,
  missingToClose,
  missingToLeave,
} from '../../../shared/disposals/missing.ts';
import { whyNoProof } from '../../../shared/disposals/proof.ts';
import type { ItemState } from '../../../shared/disposals/steps.ts';
import { type Ask, testDays, testedKinds, type Way } from '../../../shared/disposals/ways.ts';
import type { AssetRow } from '../../../shared/protocol/api/assets.ts';
import type { ItemRow, StorageView } from '../../../shared/protocol/api/disposals.ts';
import { waitingAbout } from '../approvals/index.ts';
import { readAssetRows, sayWhat } from '../assets/index.ts';
import type { Database, Tx } from '../database/index.ts';
import { seatsOf } from '../licences/index.ts';
import { dayIn, readSchool } from '../schools/index.ts';
import { type ReadStorage, readStorage } from './storage.ts';

export type ItemRecord = Database['disposal_item'];

export interface ReadItem {
  row: ItemRecord;
  asset: AssetRow;
  writeOff: Database['write_off'];
  /** That of its collection; before there is one, as it was agreed. */
  way: Way;
  storage: ReadStorage[];
  /** It was lent, so protected data may have been on it; nothing ever clears this. */
  heldData: boolean;
  boughtOn: string | null;
  /** The electrical test that counts now, which it passed. */
  test: { doneOn: string; doneBy: string } | null;
  /** Titles of the licence seats that it has now. */
  seats: string[];
  /** The day of the van, `2026-11-22`. */
  collectedOn: string | null;
  facts: ItemFacts;
}

/** Rows that the caller has chosen, by their tags, with all that hangs on them. */
export async function readItems(db: Tx, schoolId: string, rows: readonly ItemRecord[]): Promise<ReadItem[]> {
  if (rows.length === 0) return [];
  const assets = await readAssetRows(
    db,
    schoolId,
    rows.map(row => row.asset_id),
  );
  const writeOffs = await db
    .selectFrom('write_off')
    .selectAll()
    .where('id', 'in', [...new Set(rows.map(row => row.write_off_id))])
    .execute();
  const ids = rows.map(row => row.id);
  const storage = await readStorage(db, ids);
  const around = await readAround(db, schoolId, rows);
  const found = rows.flatMap(row => {
    const asset = assets.get(row.asset_id);
    const writeOff = writeOffs.find(one => one.id === row.write_off_id);
    if (asset === undefined || writeOff === undefined) return [];
    const inside = storage.filter(one => one.row.item_id === row.id);
    const seats = around.seats.get(row.asset_id) ?? [];
    const known = around.assets.get(row.asset_id);
    const heldData = known?.held_data_at != null;
    const boughtOn = known?.purchase_date ?? null;
    const test = around.tests.get(row.asset_id) ?? null;
    const facts = {
      ...factsOf(row, asset, writeOff, inside),
      reappeared: around.reappeared.has(row.id),
      tested: !testedKinds(asset.kind) || lastsFor(test?.doneOn, writeOff.asked_at),
      owner: known?.owner ?? null,
      noneAsked: around.asked.has(row.id),
    };
    const batch = around.batches.get(row.batch_id ?? '');
    // What is gone is in no collection; `wordsMissing` asks nothing of it.
    const way = (batch?.way ?? writeOff.way ?? 'collected') as Way;
    const collectedOn = batch?.collectedOn ?? null;
    const rest = { heldData, boughtOn, test, seats, collectedOn, facts };
    return [{ row, asset, writeOff, way, storage: inside, ...rest }];
  });
  return found.sort((a, b) => byTag.compare(a.asset.tag, b.asset.tag));
}

/** What is known around things: alarms, electrical tests, owners, what was lent, licence seats, and the ways of their collections. */
async function readAround(db: Tx, schoolId: string, rows: readonly ItemRecord[]) {
  const assetIds = rows.map(row => row.asset_id);
  const alarms = await db
    .selectFrom('disposal_sighting')
    .select('item_id')
    .where(
      'item_id',
      'in',
      rows.map(row => row.id),
    )
    .where('settled_at', 'is', null)
    .execute();
  const tests = await db
    .selectFrom('asset_check')
    .select(['asset_id', 'done_on', 'done_by'])
    .where('asset_id', 'in', assetIds)
    .where('kind', '=', 'pat')
    .where('result', '=', 'passed')
    .where('is_last', '=', 1)
    .execute();
  const assets = await db
    .selectFrom('asset')
    .select(['id', 'owner', 'held_data_at', 'purchase_date'])
    .where('id', 'in', assetIds)
    .execute();
  const batchIds = rows.flatMap(row => row.batch_id ?? []);
  const batches = await db
    .selectFrom('disposal_batch')
    .select(['id', 'way', 'signed_at'])
    .where('id', 'in', batchIds.length === 0 ? [''] : batchIds)
    .execute();
  const { timeZone } = await readSchool(db, schoolId);
  return {
    batches: new Map(
      batches.map(one => [
        one.id,
        { way: one.way, collectedOn: one.signed_at === null ? null : dayIn(timeZone, one.signed_at) },
      ]),
    ),
    reappeared: new Set(alarms.map(one => one.item_id)),
    tests: new Map(tests.map(one => [one.asset_id, { doneOn: one.done_on, doneBy: one.done_by }])),
    assets: new Map(assets.map(one => [one.id, one])),
    seats: await seatsOf(db, schoolId, assetIds),
    asked: await waitingAbout(db, schoolId, { kind: 'no-storage' }),
  };
}

/** Whether a test was done at most a year before the write-off was asked for, or since. */
const lastsFor = (doneOn: string | undefined, askedAt: number) =>
  doneOn !== undefined && Date.parse(doneOn) >= askedAt - (testDays + 1) * 86_400_000;

const byTag = new Intl.Collator('en-GB', { numeric: true });

function factsOf(
  row: ItemRecord,
  asset: AssetRow,
  writeOff: Database['write_off'],
  storage: readonly ReadStorage[],
): Omit<ItemFacts, 'reappeared' | 'tested' | 'owner' | 'noneAsked'> {
  return {
    id: row.id,
    freed: row.freed_at !== null,
    approvedBy: writeOff.decided_by,
    tag: asset.tag,
    state: row.status as ItemState,
    assetState: asset.state,
    server: asset.kind === 'server',
    storage: storage.map(one => one.facts),
    noStorage: row.no_storage !== null,
    governors:
      writeOff.governors === 0 ? 'not_needed' : writeOff.governors_minute === null ? 'missing' : 'there',
  };
}

/** Whether one person's word that there is no storage in it is too little. */
export const needsSecond = ({ asset, storage, heldData }: ReadItem): boolean =>
  heldData || storage.length > 0 || asset.device !== null || dataKinds.includes(asset.kind);

/** `least`: the school's rule. */
export function presentItem(item: ReadItem, least: Category): ItemRow {
  const { row, asset, facts } = item;
  const agreed = item.writeOff.way as Ask | null;
  return {
    id: row.id,
    assetId: row.asset_id,
    tag: asset.tag,
    what: sayWhat(asset),
    serial: asset.serial,
    state: facts.state,
    condition: row.condition,
    value: row.value,
    agreed: { way: agreed, price: row.price },
    server: facts.server,
    noStorage: row.no_storage,
    noStorageBy: bothOf(row.no_storage_by, row.no_storage_agreed_by),
    storage: item.storage.map(one => presentStorage(one, item, least)),
    missing: wordsMissing(item, least),
    seats: item.seats,
    freed: presentFreed(row),
  };
}

/** Who said it, and who agreed. */
export const bothOf = (...names: (string | null)[]) => names.filter(one => one !== null);

export function presentFreed(row: ItemRecord): ItemRow['freed'] {
  if (row.freed_at === null) return null;
  const seats = JSON.parse(row.freed_seats ?? '[]') as string[];
  return { at: row.freed_at, by: row.freed_by ?? '', note: row.freed_note ?? '', seats };
}

/** A collection of one thing that lacks nothing else. */
export const alone = (facts: ItemFacts, least: Category, collectedOn: string | null): BatchFacts => ({
  ...{ contractorProblems: [], items: [facts], least, signed: true, collectedOn },
  ...{ papers: 1, oddPapers: [] },
  ...{ way: 'collected', taker: '', guarantee: true, paid: true },
});

/** About one thing alone, whatever its collection lacks. */
function wordsMissing({ facts, writeOff, way, collectedOn }: ReadItem, least: Category): string[] {
  if (writeOff.way === 'gone') return [];
  const batch = { ...alone(facts, least, collectedOn), way };
  if (facts.state === 'collected') return missingToClose(batch).map(one => one.words);
  if (facts.state === 'requested' || facts.state === 'approved')
    return missingToLeave(batch).map(one => one.words);
  return [];
}

function presentStorage(storage: ReadStorage, item: ReadItem, least: Category): StorageView {
  const { row, records, certificates, facts } = storage;
  const { state } = item.facts;
  const waiting = state === 'requested' || state === 'approved';
  return {
    id: row.id,
    origin: row.origin === 'agent' ? 'agent' : 'hand',
    name: row.name,
    model: row.model,
    serial: row.serial,
    media: row.media as StorageView['media'],
    sizeBytes: row.size_bytes,
    byContractor: facts.byContractor,
    leftOut: row.left_out,
    leftOutBy: bothOf(row.left_out_by, row.left_out_agreed_by),
    notedAt: row.noted_at,
    notedBy: row.noted_by,
    records,
    certificates: certificates.map(({ facts: one, ...rest }) => ({
      ...rest,
      whyNot: whyNoProof(one, { least, collectedOn: item.collectedOn }) ?? null,
    })),
    trouble: waiting ? (beforeLeaving(facts, least)?.[1] ?? null) : null,
  };
}
