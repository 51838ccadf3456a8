/** Entering what is backed up, and writing down what was done. Entries are added, never changed. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { backupKindWords } from '../../../shared/backups/standing.ts';
import type { backupEntryInput, backupInput } from '../../../shared/protocol/api/backups.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';

/** Throws `backup.not_found`, `backup.changed_meanwhile`. */
export async function saveBackup(
  context: Context,
  by: Caller,
  id: string | null,
  given: z.output<typeof backupInput>,
): Promise<void> {
  const columns = {
    what: given.what,
    owner: given.owner,
    method: given.method,
    away: Number(given.away),
    every_days: given.everyDays,
    test_months: given.testMonths,
    ended_on: given.endedOn,
    changed_at: context.now(),
    changed_by: by.name,
  };
  const key = id ?? randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if (id === null)
      await tx
        .insertInto('backup')
        .values({ ...columns, id: key, school_id: by.schoolId, revision: 1 })
        .execute();
    else {
      const before = await findBackup(tx, by.schoolId, id);
      if (before.revision !== given.revision)
        throw conflict(
          'backup.changed_meanwhile',
          `${before.changed_by} has changed “${before.what}” since you opened it. Close this, look at it again and write your change then.`,
        );
      await tx
        .updateTable('backup')
        .set({ ...columns, revision: before.revision + 1 })
        .where('id', '=', id)
        .execute();
    }
    await context.audit.record(tx, by, 'backup.saved', { subject: key, facts: { what: given.what } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

/** Throws `backup.not_found`, 400 for a day that has not come. */
export async function addEntry(
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof backupEntryInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { what } = await findBackup(tx, by.schoolId, id);
    if (given.doneOn > (await readToday(tx, by.schoolId, context.now())))
      throw invalid('This day has not come yet.', { doneOn: 'This day has not come yet' });
    await tx
      .insertInto('backup_entry')
      .values({
        ...{ id: randomUUIDv7(), school_id: by.schoolId, backup_id: id, kind: given.kind },
        ...{ done_on: given.doneOn, good: Number(given.good), done_by: given.doneBy },
        ...{ note: given.note || null, noted_at: context.now(), noted_by: by.name },
      })
      .execute();
    const how = `${backupKindWords[given.kind].toLowerCase()} on ${sayDay(given.doneOn)}, ${given.good ? 'good' : 'failed'}`;
    await context.audit.record(tx, by, 'backup.noted', { subject: id, facts: { what, how } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

async function findBackup(tx: Tx, schoolId: string, id: string) {
  const row = await tx
    .selectFrom('backup')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('backup');
  return row;
}
