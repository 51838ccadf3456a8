/** What is backed up, how it stood by what was written down by the day, and when bringing it back was tried. */
import { type BackupKind, madeStanding, testStanding } from '../../../../shared/backups/standing.ts';
import { changedSince, firstSaved } from './entered.ts';
import { amount, mostRows, type RecordMaker } from './record.ts';

export const backups: RecordMaker = {
  permission: 'backups.read',
  async read(db, { schoolId }, { day, at }) {
    const saved = await firstSaved(db, schoolId, 'backup.saved');
    const found = await db
      .selectFrom('backup')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where(eb => eb.or([eb('ended_on', 'is', null), eb('ended_on', '>', day)]))
      .orderBy('what')
      .orderBy('id')
      .limit(mostRows)
      .execute();
    const lasts = await db
      .selectFrom('backup_entry')
      .select(eb => ['backup_id', 'kind', 'good', eb.fn.max('done_on').as('doneOn')])
      .where('school_id', '=', schoolId)
      .where('noted_at', '<=', at)
      .groupBy(['backup_id', 'kind', 'good'])
      .execute();
    const told = found
      .filter(one => (saved.get(one.id) ?? Number(one.changed_at)) <= at)
      .map(one => {
        const entries = lasts
          .filter(({ backup_id }) => backup_id === one.id)
          .map(({ kind, good, doneOn }) => ({ kind: kind as BackupKind, good: good === 1, doneOn }));
        const plan = { everyDays: one.every_days, testMonths: one.test_months };
        return { one, made: madeStanding(plan, entries, day), tried: testStanding(plan, entries, day) };
      });
    const well = (which: 'made' | 'tried') => told.filter(each => each[which].state === 'met').length;
    const away = told.filter(({ one }) => one.away === 1).length;
    return {
      head: [
        ...['What is backed up', 'Who sees to it', 'How and where', 'Also kept elsewhere'],
        ...['The last backup', 'Bringing it back', changedSince],
      ],
      rows: told.map(({ one, made, tried }) => [
        ...[one.what, one.owner, one.method, one.away === 1 ? 'yes' : 'no', made.words, tried.words],
        Number(one.changed_at) > at ? 'yes' : 'no',
      ]),
      summary:
        told.length === 0
          ? 'No backup was written down by that day.'
          : `${amount(told.length, 'backup')} by that day: ${well('made')} in time, ${well('tried')} brought back in time, ${away} also kept elsewhere.`,
    };
  },
};
