/** What is due, what failed and is still in use, and what was never looked at. */
import type * as z from 'zod';
import {
  type CheckKind,
  checkKinds,
  daysUntil,
  inUseStates,
  mainsKinds,
  passcodeKinds,
  soonDays,
} from '../../../shared/assets/checks.ts';
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import type { DueCheck, DueChecks, dueQuery } from '../../../shared/protocol/api/asset-checks.ts';
import { sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';

const mostRows = 500;
const dayMs = 24 * 3600_000;

/** Which kinds of asset a check is asked of; maintenance and inspections are asked of nothing by themselves. */
const askedOf: Partial<Record<CheckKind, readonly AssetKind[]>> = {
  pat: mainsKinds,
  passcode: passcodeKinds,
};

const askedPairs = Object.entries(askedOf) as [CheckKind, readonly AssetKind[]][];

/** By kind of check. */
export type CheckMatters = DueChecks['counts'];
export type DueMatters = Omit<CheckMatters[number], 'never'>[];

type Row = Awaited<ReturnType<typeof readLast>>[number];

/** The last check of each kind of what is in use. */
const lastChecks = (db: Tx, schoolId: string) =>
  db
    .selectFrom('asset_check')
    .innerJoin('asset', 'asset.id', 'asset_check.asset_id')
    .where('asset_check.school_id', '=', schoolId)
    .where('is_last', '=', 1)
    .where('state', 'in', inUseStates);

const readLast = (db: Tx, schoolId: string) =>
  lastChecks(db, schoolId)
    .select(['asset.id as assetId', 'tag', 'name', 'make', 'model', 'asset.kind as assetKind', 'state'])
    .select(['location', 'asset_check.kind as check', 'done_on', 'next_on', 'result'])
    .orderBy('next_on')
    .orderBy('tag_order')
    .execute();

function readNever(db: Tx, schoolId: string, check: CheckKind, kinds: readonly AssetKind[]) {
  return db
    .selectFrom('asset')
    .where('asset.school_id', '=', schoolId)
    .where('state', 'in', inUseStates)
    .where('asset.kind', 'in', kinds)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('asset_check')
            .select('asset_check.id')
            .whereRef('asset_check.asset_id', '=', 'asset.id')
            .where('asset_check.kind', '=', check)
            .where('is_last', '=', 1),
        ),
      ),
    );
}

export async function checkMatters(context: Context, schoolId: string): Promise<CheckMatters> {
  const today = await readToday(context.db, schoolId, context.now());
  return count(context.db, schoolId, today);
}

/** What is due or failed, without what was never looked at: that is counted only where it is asked for. */
export async function dueMatters({ db, now }: Context, schoolId: string): Promise<DueMatters> {
  return countDue(db, schoolId, await readToday(db, schoolId, now()));
}

/** Counted by the database: the overview asks for it, and a school has thousands of checks. */
async function countDue(db: Tx, schoolId: string, today: string): Promise<DueMatters> {
  const lastSoon = new Date(Date.parse(today) + soonDays * dayMs).toISOString().slice(0, 10);
  const due = await lastChecks(db, schoolId)
    .select(eb => [
      'asset_check.kind as check',
      eb.fn.countAll<number>().filterWhere('next_on', '<', today).as('over'),
      eb.fn.countAll<number>().filterWhere('next_on', '>=', today).as('soon'),
    ])
    .where('next_on', '<=', lastSoon)
    .groupBy('asset_check.kind')
    .execute();
  const failing = await lastChecks(db, schoolId)
    .select(eb => ['asset_check.kind as check', eb.fn.countAll<number>().as('all')])
    .where('result', '=', 'failed')
    .groupBy('asset_check.kind')
    .execute();
  return checkKinds.map(kind => {
    const of = due.find(row => row.check === kind);
    const failed = Number(failing.find(row => row.check === kind)?.all ?? 0);
    return { kind, over: Number(of?.over ?? 0), soon: Number(of?.soon ?? 0), failed };
  });
}

async function count(db: Tx, schoolId: string, today: string): Promise<CheckMatters> {
  const due = await countDue(db, schoolId, today);
  const asked = await askedAssets(db, schoolId);
  const looked = await lastChecks(db, schoolId)
    .select(eb => ['asset_check.kind as check', 'asset.kind as of', eb.fn.countAll<number>().as('all')])
    .groupBy(['asset_check.kind', 'asset.kind'])
    .execute();
  return due.map(one => {
    const kinds = askedOf[one.kind] ?? [];
    const seen = looked.filter(row => row.check === one.kind && kinds.includes(row.of as AssetKind));
    return {
      ...one,
      never: (asked.get(one.kind) ?? 0) - seen.reduce((sum, row) => sum + Number(row.all), 0),
    };
  });
}

/** How many things in use each check is asked of: each has one last check of a kind, or none. */
async function askedAssets(db: Tx, schoolId: string): Promise<Map<CheckKind, number>> {
  const found = await db
    .selectFrom('asset')
    .select(eb => ['kind', eb.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .where('state', 'in', inUseStates)
    .groupBy('kind')
    .execute();
  const all = (kinds: readonly AssetKind[]) =>
    found.filter(row => kinds.includes(row.kind as AssetKind)).reduce((sum, row) => sum + Number(row.all), 0);
  return new Map(askedPairs.map(([check, kinds]) => [check, all(kinds)]));
}

export async function readDue(
  context: Context,
  schoolId: string,
  { view, kind }: z.output<typeof dueQuery>,
): Promise<DueChecks> {
  const { db } = context;
  const today = await readToday(db, schoolId, context.now());
  const rows = await readLast(db, schoolId);
  const counts = await count(db, schoolId, today);
  const of = rows.filter(row => row.check === kind).map(row => present(row, today));
  const failed = new Set(
    rows.filter(row => row.check === kind && row.result === 'failed').map(r => r.assetId),
  );
  const found =
    view === 'never'
      ? await never(db, schoolId, kind)
      : of.filter(row =>
          view === 'failed' ? failed.has(row.assetId) : row.days !== null && row.days <= soonDays,
        );
  return { items: found.slice(0, mostRows), next: null, total: found.length, counts };
}

async function never(db: Tx, schoolId: string, kind: CheckKind): Promise<DueCheck[]> {
  const asked = askedOf[kind];
  if (asked === undefined) return [];
  const rows = await readNever(db, schoolId, kind, asked)
    .select(['asset.id as assetId', 'tag', 'name', 'make', 'model', 'asset.kind as assetKind'])
    .select(['state', 'location'])
    .orderBy('location')
    .orderBy('tag_order')
    .execute();
  return rows.map(row => present({ ...row, done_on: null, next_on: null }, ''));
}

type Shown = Pick<Row, 'assetId' | 'tag' | 'name' | 'make' | 'model' | 'assetKind' | 'state' | 'location'> & {
  done_on: string | null;
  next_on: string | null;
};

function present(row: Shown, today: string): DueCheck {
  const kind = row.assetKind as AssetKind;
  return {
    assetId: row.assetId,
    tag: row.tag,
    what: sayWhat({ ...row, kind }),
    kind,
    state: row.state as AssetState,
    location: row.location,
    doneOn: row.done_on,
    nextOn: row.next_on,
    days: row.next_on === null ? null : (daysUntil(row.next_on, today) ?? null),
  };
}
