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

/** Which kinds of asset a check is asked of; maintenance and inspections are asked of nothing by themselves. */
const askedOf: Partial<Record<CheckKind, readonly AssetKind[]>> = {
  pat: mainsKinds,
  passcode: passcodeKinds,
};

/** By kind of check. */
export type CheckMatters = DueChecks['counts'];

type Row = Awaited<ReturnType<typeof readLast>>[number];

/** The last check of each kind of what is in use. */
const readLast = (db: Tx, schoolId: string) =>
  db
    .selectFrom('asset_check')
    .innerJoin('asset', 'asset.id', 'asset_check.asset_id')
    .select(['asset.id as assetId', 'tag', 'name', 'make', 'model', 'asset.kind as assetKind', 'state'])
    .select(['location', 'asset_check.kind as check', 'done_on', 'next_on', 'result'])
    .where('asset_check.school_id', '=', schoolId)
    .where('is_last', '=', 1)
    .where('state', 'in', inUseStates)
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
  return count(context.db, schoolId, await readLast(context.db, schoolId), today);
}

async function count(db: Tx, schoolId: string, rows: readonly Row[], today: string): Promise<CheckMatters> {
  return Promise.all(
    checkKinds.map(async kind => {
      const of = rows.filter(row => row.check === kind);
      const days = of.flatMap(row => (row.next_on === null ? [] : [daysUntil(row.next_on, today) ?? 0]));
      const asked = askedOf[kind];
      const never =
        asked === undefined
          ? 0
          : await readNever(db, schoolId, kind, asked)
              .select(eb => eb.fn.countAll<number>().as('all'))
              .executeTakeFirstOrThrow()
              .then(counted => Number(counted.all));
      return {
        kind,
        over: days.filter(left => left < 0).length,
        soon: days.filter(left => left >= 0 && left <= soonDays).length,
        failed: of.filter(row => row.result === 'failed').length,
        never,
      };
    }),
  );
}

export async function readDue(
  context: Context,
  schoolId: string,
  { view, kind }: z.output<typeof dueQuery>,
): Promise<DueChecks> {
  const { db } = context;
  const today = await readToday(db, schoolId, context.now());
  const rows = await readLast(db, schoolId);
  const counts = await count(db, schoolId, rows, today);
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
