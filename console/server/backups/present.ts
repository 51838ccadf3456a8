/** Backups as pages read them, with how each stands today. */
import { type BackupKind, madeStanding, testStanding } from '../../../shared/backups/standing.ts';
import type { Backup } from '../../../shared/protocol/api/backups.ts';
import type { Context } from '../context.ts';
import { readToday } from '../schools/index.ts';

const mostShown = 12;

export async function listBackups({ db, now }: Context, schoolId: string): Promise<Backup[]> {
  const today = await readToday(db, schoolId, now());
  const rows = await db
    .selectFrom('backup')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('what')
    .orderBy('id')
    .execute();
  const all = await db
    .selectFrom('backup_entry')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('done_on', 'desc')
    .orderBy('noted_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(row => {
    const entries = all
      .filter(one => one.backup_id === row.id)
      .map(one => ({
        id: one.id,
        kind: one.kind as BackupKind,
        doneOn: one.done_on,
        good: one.good === 1,
        doneBy: one.done_by,
        note: one.note,
        notedAt: one.noted_at,
        notedBy: one.noted_by,
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
      made: madeStanding(plan, entries, today),
      restored: testStanding(plan, entries, today),
      changedAt: row.changed_at,
      changedBy: row.changed_by,
      entries: entries.slice(0, mostShown),
    };
  });
}

/** What needs somebody: by name, those that are late or failed, untried, or without a copy elsewhere. */
export async function backupMatters(context: Context, schoolId: string) {
  const all = (await listBackups(context, schoolId)).filter(one => one.endedOn === null);
  const names = (some: readonly Backup[]) => some.map(one => one.what);
  return {
    wrong: names(all.filter(one => one.made.state !== 'met')),
    untried: names(all.filter(one => one.restored.state !== 'met')),
    near: names(all.filter(one => !one.away)),
  };
}
