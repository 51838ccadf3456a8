/** Reports as they were kept: written once, and never read without looking whether they are still what was written. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/json.ts';
import {
  type GovernorsReport,
  governorsReport,
  type KeptGovernorsReport,
} from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { lockSchool } from '../database/index.ts';
import { AppError } from '../errors.ts';
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

export async function listReports(tx: Tx, schoolId: string): Promise<KeptGovernorsReport[]> {
  const rows = await tx
    .selectFrom('governor_report')
    .select(['number', 'day', 'kept_at', 'kept_by'])
    .where('school_id', '=', schoolId)
    .orderBy('number', 'desc')
    .limit(mostReports)
    .execute();
  return rows.map(headOf);
}

const headOf = (row: Pick<Row, 'number' | 'day' | 'kept_at' | 'kept_by'>): KeptGovernorsReport => ({
  ...{ number: row.number, day: row.day, keptAt: Number(row.kept_at), keptBy: row.kept_by },
});

/** Throws `governors.unknown`, `governors.changed`. */
export async function readReport(tx: Tx, schoolId: string, number: number): Promise<KeptReport> {
  const row = await tx
    .selectFrom('governor_report')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined)
    throw new AppError({ status: 404, code: 'governors.unknown', detail: 'There is no such report.' });
  return whole(row);
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

function whole(row: Row): KeptReport {
  if (sha256(row.body) !== row.hash)
    throw new AppError({
      status: 500,
      code: 'governors.changed',
      detail: `Report ${row.number} was changed in the database since it was kept, so it is not shown. A backup from before has it whole; the audit log has its seal.`,
    });
  const report = governorsReport.parse(JSON.parse(row.body));
  return { head: headOf(row), hash: row.hash, report, text: row.body };
}

/** Its seal goes into the audit log, where nobody can change it unseen. */
export async function keepReport(
  context: Context,
  by: Caller,
  report: GovernorsReport,
): Promise<KeptGovernorsReport> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const [last] = await listReports(tx, by.schoolId);
    const body = canonicalJson(report);
    const row = {
      ...{ school_id: by.schoolId, number: (last?.number ?? 0) + 1, day: report.day, body },
      ...{ kept_at: context.now(), kept_by: by.name, hash: sha256(body) },
    };
    await tx.insertInto('governor_report').values(row).execute();
    const facts = { number: row.number, day: row.day, hash: row.hash.slice(0, 16) };
    await context.audit.record(tx, by, 'governors.kept', { facts });
    return headOf(row);
  });
}
