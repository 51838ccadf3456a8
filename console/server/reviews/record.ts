/** Entering what is to be looked at, and writing down that somebody did. Entries are added, never changed. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import type { reviewEntryInput, reviewInput } from '../../../shared/protocol/api/reviews.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';

/** Throws `review.not_found`, `review.changed_meanwhile`. */
export async function saveReview(
  context: Context,
  by: Caller,
  id: string | null,
  { everyMonths, endedOn, revision, ...given }: z.output<typeof reviewInput>,
): Promise<void> {
  const changed = { changed_at: context.now(), changed_by: by.name };
  const columns = { ...given, ...changed, every_months: everyMonths, ended_on: endedOn };
  const key = id ?? randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if (id === null)
      await tx
        .insertInto('review')
        .values({ ...columns, id: key, school_id: by.schoolId, revision: 1 })
        .execute();
    else {
      const before = await findReview(tx, by.schoolId, id);
      if (before.revision !== revision)
        throw conflict(
          'review.changed_meanwhile',
          `${before.changed_by} has changed “${before.what}” since you opened it. Close this, look at it again and write your change then.`,
        );
      await tx
        .updateTable('review')
        .set({ ...columns, revision: before.revision + 1 })
        .where('id', '=', id)
        .execute();
    }
    await context.audit.record(tx, by, 'review.saved', { subject: key, facts: { what: given.what } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

/** Throws `review.not_found`, 400 for a day that has not come. */
export async function addLook(
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof reviewEntryInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { what } = await findReview(tx, by.schoolId, id);
    if (given.doneOn > (await readToday(tx, by.schoolId, context.now())))
      throw invalid('This day has not come yet.', { doneOn: 'This day has not come yet' });
    await tx
      .insertInto('review_entry')
      .values({
        ...{ id: randomUUIDv7(), school_id: by.schoolId, review_id: id, done_on: given.doneOn },
        ...{ in_order: Number(given.inOrder), done_by: given.doneBy, note: given.note || null },
        ...{ noted_at: context.now(), noted_by: by.name },
      })
      .execute();
    const how = `${sayDay(given.doneOn)}, ${given.inOrder ? 'in order' : 'something left to do'}`;
    await context.audit.record(tx, by, 'review.noted', { subject: id, facts: { what, how } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

async function findReview(tx: Tx, schoolId: string, id: string) {
  const row = await tx
    .selectFrom('review')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('review');
  return row;
}
