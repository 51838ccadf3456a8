/** Reports as they were kept: written once, and never read without looking whether they are still what was written. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { sayDay } from '../../../shared/assets/dates.ts';
import { canonicalJson } from '../../../shared/json.ts';
import {
  type GovernorsReport,
  governorsReport,
  type KeptGovernorsReport,
} from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { lockSchool } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller } from '../route.ts';

type Row = Database['governor_report'];

export interface KeptReport {
  head: KeptGovernorsReport;
  hash: string;
  report: GovernorsReport;
  text: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** Three a year for seven years, and as many again. */
const mostReports = 50;

export const slotOf = (number: number) => `report ${number}`;

const withLetter = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('governor_report')
    .leftJoin('governor_letter', join =>
      join
        .onRef('governor_letter.school_id', '=', 'governor_report.school_id')
        .on(sql<boolean>`governor_letter.slot = 'report ' || governor_report.number`),
    )
    .selectAll('governor_report')
    .select(['governor_letter.at', 'governor_letter.people'])
    .where('governor_report.school_id', '=', schoolId);

export async function listReports(tx: Tx, schoolId: string): Promise<KeptGovernorsReport[]> {
  const rows = await withLetter(tx, schoolId).orderBy('number', 'desc').limit(mostReports).execute();
  return rows.map(headOf);
}

type Head = Pick<Row, 'number' | 'day' | 'kept_at' | 'kept_by'> & {
  at: number | null;
  people: number | null;
};

const headOf = (row: Head): KeptGovernorsReport => ({
  ...{ number: row.number, day: row.day, keptAt: Number(row.kept_at), keptBy: row.kept_by },
  // To nobody: a later one of the same day went out in its place.
  sentAt: row.people === null || row.people === 0 || row.at === null ? null : Number(row.at),
  sentTo: row.people ?? 0,
});

/** Throws `governors.unknown`, `governors.changed`. */
export async function readReport(tx: Tx, schoolId: string, number: number): Promise<KeptReport> {
  const row = await withLetter(tx, schoolId).where('number', '=', number).executeTakeFirst();
  if (row === undefined)
    throw new AppError({ status: 404, code: 'governors.unknown', detail: 'There is no such report.' });
  return { ...whole(row), head: headOf(row) };
}

/** Those that were kept about one day, newest first. */
export async function reportsOf(tx: Tx, schoolId: string, day: string): Promise<GovernorsReport[]> {
  const rows = await tx
    .selectFrom('governor_report')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '=', day)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(row => whole(row).report);
}

/** The newest report that is about an earlier day. */
export async function reportBefore(tx: Tx, schoolId: string, day: string): Promise<GovernorsReport | null> {
  const row = await tx
    .selectFrom('governor_report')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '<', day)
    .orderBy('day', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : whole(row).report;
}

function whole(row: Row): Omit<KeptReport, 'head'> {
  if (sha256(row.body) !== row.hash)
    throw new AppError({
      status: 500,
      code: 'governors.changed',
      detail: `Report ${row.number} was changed in the database since it was kept, so it is not shown. A backup from before has it whole; the audit log has its seal.`,
    });
  const report = governorsReport.parse(JSON.parse(row.body));
  return { hash: row.hash, report, text: row.body };
}

/**
 * Its seal goes into the audit log, where nobody can change it unseen. Made while the school is locked, so that two who
 * keep one at once do not tell of one stretch of time twice. Throws `governors.later_kept`.
 */
export async function keepReport(
  context: Context,
  by: Caller,
  make: (tx: Tx) => Promise<GovernorsReport>,
): Promise<KeptGovernorsReport> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const report = await make(tx);
    const [last] = await listReports(tx, by.schoolId);
    await refuseEarlier(tx, by.schoolId, report.day);
    const body = canonicalJson(report);
    const row = {
      ...{ school_id: by.schoolId, number: (last?.number ?? 0) + 1, day: report.day, body },
      ...{ kept_at: context.now(), kept_by: by.name, hash: sha256(body) },
    };
    await tx.insertInto('governor_report').values(row).execute();
    const facts = { number: row.number, day: row.day, hash: row.hash.slice(0, 16) };
    await context.audit.record(tx, by, 'governors.kept', { facts });
    return headOf({ ...row, at: null, people: null });
  });
}

/** Reports go forward only: a part of what was told already, told alone, could give a number away. */
async function refuseEarlier(tx: Tx, schoolId: string, day: string): Promise<void> {
  const later = await tx
    .selectFrom('governor_report')
    .select('day')
    .where('school_id', '=', schoolId)
    .where('day', '>', day)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (later !== undefined)
    throw conflict(
      'governors.later_kept',
      `A report as of ${sayDay(later.day)} is kept already. Choose that day or a later one: laid beside it, a report of an earlier day could give away numbers that both keep to themselves.`,
    );
}
