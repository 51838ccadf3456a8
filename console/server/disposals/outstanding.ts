/** Everything that is missing, across all requests and collections, as one list with the days it has been missing. */
import { type Missing, missingToClose, missingToLeave } from '../../../shared/disposals/missing.ts';
import type { Disposals, MissingPiece } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { type ReadBatch, readBatch } from './batches.ts';
import { daysBetween } from './days.ts';
import { describeLine, unmatchedLines } from './evidence.ts';
import { alone, presentItem, type ReadItem, readItems } from './facts.ts';
import { waitsForMinute } from './gone.ts';
import { itemRows } from './items.ts';
import { areDecided, readRules } from './rules.ts';
import { openSightings } from './sightings.ts';

/** The pieces of one collection, since when, and where each is put right. */
export function piecesOf(
  batch: ReadBatch,
  now: number,
): { toLeave: MissingPiece[]; toClose: MissingPiece[] } {
  const { row, facts } = batch;
  const leave = row.status === 'gathering' ? missingToLeave(facts) : [];
  // Before the van has come only the papers that may come early are worth naming.
  const close = row.status === 'collected' ? missingToClose(facts) : [];
  return {
    toLeave: leave.map(one => pieceOf(batch, one, now)),
    toClose: close.map(one => pieceOf(batch, one, now)),
  };
}

function pieceOf({ row, items }: ReadBatch, one: Missing, now: number): MissingPiece {
  const item = items.find(({ row: own }) => own.id === one.itemId);
  const since = row.signed_at ?? item?.row.ready_from ?? row.created_at;
  const to = item !== undefined && row.status === 'gathering' ? placeOf(item, one.code) : undefined;
  return {
    code: one.code,
    words: one.words,
    tag: item?.facts.tag ?? null,
    since,
    daysOutstanding: daysBetween(since, now),
    to: to ?? elsewhere[one.code] ?? `/disposals/batches/${row.id}`,
  };
}

const elsewhere: Record<string, string> = {
  reappeared: '/disposals',
  guarantee: '/disposals/contractors',
};

/** Where what is missing about one thing is put right. */
function placeOf({ row }: ReadItem, code: string): string {
  if (code === 'governors') return `/disposals/write-offs/${row.write_off_id}`;
  if (code === 'not_tested' || code === 'not_ours') return `/assets/${row.asset_id}`;
  return `/disposals/items/${row.id}`;
}

function looseOf(item: ReadItem, one: Missing, now: number): MissingPiece {
  const since = item.row.ready_from ?? now;
  return {
    code: one.code,
    words: one.words,
    tag: item.facts.tag,
    since,
    daysOutstanding: daysBetween(since, now),
    to: placeOf(item, one.code),
  };
}

/** Of what is over, the page of disposals shows the last ones; `list.ts` finds the others. */
const lastShown = 10;
const openBatches = ['gathering', 'collected'];

export async function readDisposals(context: Context, schoolId: string): Promise<Disposals> {
  const { db } = context;
  const now = context.now();
  const { least } = await readRules(db, schoolId);
  const writeOffs = await readWriteOffs(db, schoolId);
  const batches = await readOpen(db, schoolId, now);
  const loose = await readItems(
    db,
    schoolId,
    await itemRows(db, schoolId, { states: ['approved'], loose: true }),
  );
  const minutes = await readMinutes(db, schoolId);
  const missing = [
    ...writeOffs.filter(one => one.state === 'waiting').map(one => waitingPiece(one, now)),
    ...minutes.map(one => ({ ...waitingPiece(one, now), ...minutePiece(one) })),
    ...batches.flatMap(batch => Object.values(piecesOf(batch, now)).flat()),
    ...loose.flatMap(item =>
      missingToLeave(alone(item.facts, least, null)).map(one => looseOf(item, one, now)),
    ),
  ].sort((a, b) => a.since - b.since || (a.tag ?? '').localeCompare(b.tag ?? '', 'en-GB', { numeric: true }));
  const sightings = await openSightings(db, schoolId);
  const lines = await unmatchedLines(db, schoolId, 'log');
  return {
    headline: headlineOf(batches, loose, missing),
    missing,
    sightings: sightings.map(({ first_at, last_at, item_id, ...one }) => ({
      ...one,
      itemId: item_id,
      firstAt: first_at,
      lastAt: last_at,
      settled: null,
    })),
    unmatched: lines.map(line => ({
      id: line.id,
      file: line.file_name,
      words: describeLine(line),
      serial: line.serial,
    })),
    ready: loose.map(item => presentItem(item, least)),
    writeOffs,
    batches: [...batches.map(batch => batchLine(batch, now)), ...(await readEnded(db, schoolId))].sort(
      (a, b) => b.number - a.number,
    ),
    withoutRequest: await countWithout(db, schoolId),
    rulesDecided: await areDecided(db, schoolId),
  };
}

const waitingPiece = (
  one: Pick<Disposals['writeOffs'][number], 'id' | 'number' | 'askedAt'>,
  now: number,
): MissingPiece => ({
  code: 'decision',
  words: `Write-off ${one.number} waits for a second person`,
  tag: null,
  since: one.askedAt,
  daysOutstanding: daysBetween(one.askedAt, now),
  to: `/disposals/write-offs/${one.id}`,
});

const minutePiece = (one: { number: number }) => ({
  code: 'governors',
  words: `Write-off ${one.number} of what is lost waits for the governors’ minute`,
});

/** Of what is lost; of what leaves, its things say so themselves. */
async function readMinutes(db: Tx, schoolId: string) {
  const rows = await db
    .selectFrom('write_off')
    .select(['id', 'number', 'asked_at as askedAt', 'status', 'governors', 'governors_minute'])
    .where('school_id', '=', schoolId)
    .where('way', '=', 'gone')
    .where('status', '=', 'approved')
    .where('governors_minute', 'is', null)
    .execute();
  return rows.filter(waitsForMinute);
}

async function readWriteOffs(db: Tx, schoolId: string): Promise<Disposals['writeOffs']> {
  const rows = await db
    .selectFrom('write_off')
    .selectAll()
    .select(eb =>
      eb
        .selectFrom('disposal_item')
        .select(of => of.fn.countAll<number>().as('all'))
        .whereRef('disposal_item.write_off_id', '=', 'write_off.id')
        .as('items'),
    )
    .where('school_id', '=', schoolId)
    .where(({ eb, or }) =>
      or([
        eb('status', '=', 'waiting'),
        eb('number', 'in', of =>
          of
            .selectFrom('write_off')
            .select('number')
            .where('school_id', '=', schoolId)
            .where('status', '!=', 'waiting')
            .orderBy('number', 'desc')
            .limit(lastShown),
        ),
      ]),
    )
    .orderBy('number', 'desc')
    .execute();
  return rows.map(row => ({
    id: row.id,
    number: row.number,
    state: row.status as Disposals['writeOffs'][number]['state'],
    items: Number(row.items ?? 0),
    reason: row.reason,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
  }));
}

/** All of them: what is missing must not be forgotten behind newer ones. */
async function readOpen(db: Tx, schoolId: string, now: number): Promise<ReadBatch[]> {
  const rows = await db
    .selectFrom('disposal_batch')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('status', 'in', openBatches)
    .orderBy('number', 'desc')
    .execute();
  const read: ReadBatch[] = [];
  for (const { id } of rows) read.push(await readBatch(db, schoolId, id, now));
  return read;
}

async function readEnded(db: Tx, schoolId: string): Promise<Disposals['batches']> {
  const rows = await db
    .selectFrom('disposal_batch as batch')
    .innerJoin('disposal_contractor as taker', 'taker.id', 'batch.contractor_id')
    .select(['batch.id', 'number', 'status', 'way', 'taker.name as taker', 'collect_on as collectOn'])
    .select(eb =>
      eb
        .selectFrom('disposal_item')
        .select(of => of.fn.countAll<number>().as('all'))
        .whereRef('disposal_item.batch_id', '=', 'batch.id')
        .as('items'),
    )
    .where('batch.school_id', '=', schoolId)
    .where('status', 'not in', openBatches)
    .orderBy('number', 'desc')
    .limit(lastShown)
    .execute();
  return rows.map(({ status, way, items, ...row }) => ({
    ...row,
    state: status as Disposals['batches'][number]['state'],
    way: way as Disposals['batches'][number]['way'],
    items: Number(items ?? 0),
    missing: 0,
  }));
}

function batchLine(batch: ReadBatch, now: number): Disposals['batches'][number] {
  const { row, contractor, items } = batch;
  return {
    id: row.id,
    number: row.number,
    state: row.status as Disposals['batches'][number]['state'],
    way: row.way as Disposals['batches'][number]['way'],
    taker: contractor.name,
    collectOn: row.collect_on,
    items: items.length,
    missing: Object.values(piecesOf(batch, now)).flat().length,
  };
}

/** Put on “awaiting disposal” by hand, with nobody asked. */
async function countWithout(db: Tx, schoolId: string): Promise<number> {
  const counted = await db
    .selectFrom('asset')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where('state', '=', 'awaiting_disposal')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('disposal_item')
            .select('disposal_item.id')
            .whereRef('disposal_item.asset_id', '=', 'asset.id')
            .where('disposal_item.status', '!=', 'out'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(counted.all);
}

const kindWords: Record<string, [one: string, many: string]> = {
  serial_unknown: ['one serial unknown', 'serials unknown'],
  not_sanitised: ['one not wiped or destroyed', 'not wiped or destroyed'],
  wipe_failed: ['one wipe failed', 'wipes failed'],
  wipe_warning: ['one wipe with a warning', 'wipes with a warning'],
  wipe_unverified: ['one wipe unverified', 'wipes unverified'],
  category_too_low: ['one had too little done', 'had too little done'],
  storage_unlisted: ['one without a list of its storage', 'without a list of their storage'],
  none_asked: [
    'one waits for a second person to agree that it has no storage',
    'wait for a second person to agree that they have no storage',
  ],
  governors: ['one above the governors’ limit', 'above the governors’ limit'],
  quarantined: ['one kept as evidence', 'kept as evidence'],
  not_awaiting: ['one back in use', 'back in use'],
  not_tested: ['one without an electrical test', 'without an electrical test'],
};

/** "3 of 12 cannot leave: 2 wipes unverified, one serial unknown." */
function headlineOf(
  batches: readonly ReadBatch[],
  loose: readonly ReadItem[],
  missing: readonly MissingPiece[],
): string {
  const here = [...batches.filter(one => one.row.status === 'gathering').flatMap(one => one.items), ...loose];
  const gone = batches.filter(one => one.row.status === 'collected');
  const held = missing.filter(one => one.code in kindWords && one.tag !== null);
  const stuck = new Set(held.map(one => one.tag)).size;
  const sentences: string[] = [];
  if (here.length > 0) {
    const counted = Object.entries(kindWords).flatMap(([code, [one, many]]) => {
      const count = held.filter(
        piece => piece.code === code && here.some(item => item.facts.tag === piece.tag),
      ).length;
      return count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];
    });
    sentences.push(
      counted.length === 0
        ? `${here.length === 1 ? 'The one thing that is to go' : `All ${here.length} things that are to go`} can leave.`
        : `${stuck} of ${here.length} cannot leave: ${counted.join(', ')}.`,
    );
  }
  const open = gone.flatMap(batch => missingToClose(batch.facts)).length;
  if (gone.length > 0)
    sentences.push(
      open === 0
        ? `${gone.length === 1 ? 'One collection' : `${gone.length} collections`} can be closed.`
        : `${open} ${open === 1 ? 'piece of evidence is' : 'pieces of evidence are'} outstanding for what was collected.`,
    );
  if (sentences.length === 0)
    return missing.length === 0 ? 'Nothing is on its way out.' : 'Nothing is approved to go yet.';
  return sentences.join(' ');
}
