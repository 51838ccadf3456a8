/** Reviews as pages read them, with how each stands today. */
import type { Selectable } from 'kysely';
import type { Review } from '../../../shared/protocol/api/reviews.ts';
import { type ReviewKind, reviewStanding } from '../../../shared/reviews/standing.ts';
import type { Context } from '../context.ts';
import { type Database, newestEntries, type Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';

const mostShown = 12;

/** Each with its newest entries, `shown` of them. */
export async function listReviews(
  { db, now }: Context,
  schoolId: string,
  shown = mostShown,
): Promise<Review[]> {
  const today = await readToday(db, schoolId, now());
  const of = db.selectFrom('review').selectAll().where('school_id', '=', schoolId);
  const rows = await of.orderBy('kind', 'desc').orderBy('what').orderBy('id').execute();
  const looks = Map.groupBy(await newestOf(db, schoolId, shown), one => one.review_id);
  return rows.map(({ every_months: everyMonths, ended_on: endedOn, ...row }) => {
    const kind = row.kind as ReviewKind;
    const entries = (looks.get(row.id) ?? []).map(one => ({
      ...{ id: one.id, doneOn: one.done_on, inOrder: one.in_order === 1, doneBy: one.done_by },
      ...{ note: one.note, notedAt: one.noted_at, notedBy: one.noted_by },
    }));
    return {
      ...{ id: row.id, revision: row.revision, kind, what: row.what, owner: row.owner },
      ...{ version: row.version, asked: row.asked, everyMonths, endedOn },
      standing: reviewStanding({ kind, everyMonths }, entries, today),
      ...{ changedAt: row.changed_at, changedBy: row.changed_by, entries: entries.slice(0, shown) },
    };
  });
}

const newestOf = (db: Tx, schoolId: string, shown: number) =>
  newestEntries<Selectable<Database['review_entry']>>(
    db,
    { of: 'review', entries: 'review_entry', key: 'review_id' },
    schoolId,
    shown,
  );

/** By name, what is due, was not in order, or was never looked at. */
export async function reviewMatters(context: Context, schoolId: string): Promise<string[]> {
  const open = (await listReviews(context, schoolId, 1)).filter(one => one.endedOn === null);
  return open.filter(one => one.standing.state !== 'met').map(one => one.what);
}
