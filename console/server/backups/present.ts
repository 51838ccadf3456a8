/** Backups as pages read them, with how each stands today. */
import type { Selectable } from 'kysely';
import { type BackupKind, madeStanding, testStanding } from '../../../shared/backups/standing.ts';
import type { Backup } from '../../../shared/protocol/api/backups.ts';
import type { Context } from '../context.ts';
import { type Database, newestEntries, type Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';

const mostShown = 12;

/** Each with its newest entries, `shown` of them. */
export async function listBackups(
  { db, now }: Context,
  schoolId: string,
  shown = mostShown,
): Promise<Backup[]> {
  const today = await readToday(db, schoolId, now());
  const rows = await db
    .selectFrom('backup')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('what')
    .orderBy('id')
    .execute();
  const all = Map.groupBy(await newestOf(db, schoolId, shown), one => one.backup_id);
  const lasts = Map.groupBy(await lastsOf(db, schoolId), one => one.backup_id);
  return rows.map(row => {
    const entries = (all.get(row.id) ?? []).map(one => ({
      id: one.id,
      kind: one.kind as BackupKind,
      doneOn: one.done_on,
      good: one.good === 1,
      doneBy: one.done_by,
      note: one.note,
      notedAt: one.noted_at,
      notedBy: one.noted_by,
    }));
    const last = (lasts.get(row.id) ?? []).map(one => ({
      kind: one.kind as BackupKind,
      doneOn: one.done_on,
      good: one.good === 1,
    }));
    const plan = { everyDays: row.every_days, testMonths: row.test_months };
    return {
      id: row.id,
      revision: row.revision,
      what: row.what,
      owner: row.owner,
      method: row.method,
      away: row.away === 1,
      ...plan,
      endedOn: row.ended_on,
      made: madeStanding(plan, last, today),
      restored: testStanding(plan, last, today),
      changedAt: row.changed_at,
      changedBy: row.changed_by,
      entries: entries.slice(0, shown),
    };
  });
}

const newestOf = (db: Tx, schoolId: string, shown: number) =>
  newestEntries<Selectable<Database['backup_entry']>>(
    db,
    { of: 'backup', entries: 'backup_entry', key: 'backup_id' },
    schoolId,
    shown,
  );

/** The days of the last good and the last failed one of each kind, which say how a backup stands. */
const lastsOf = (db: Tx, schoolId: string) =>
  db
    .selectFrom('backup_entry')
    .select(['backup_id', 'kind', 'good'])
    .select(eb => eb.fn.max('done_on').as('done_on'))
    .where('school_id', '=', schoolId)
    .groupBy(['backup_id', 'kind', 'good'])
    .execute();

/** What needs somebody: by name, those that are late or failed, untried, or without a copy elsewhere. */
export async function backupMatters(context: Context, schoolId: string) {
  const all = (await listBackups(context, schoolId, 1)).filter(one => one.endedOn === null);
  const names = (some: readonly Backup[]) => some.map(one => one.what);
  return {
    wrong: names(all.filter(one => one.made.state !== 'met')),
    untried: names(all.filter(one => one.restored.state !== 'met')),
    near: names(all.filter(one => !one.away)),
  };
}
