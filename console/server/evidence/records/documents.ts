/** Documents that the school enters to be looked through, such as its plan for incidents: whose each is, and how it stood by the day. */
import { reviewStanding } from '../../../../shared/reviews/standing.ts';
import { changedSince, firstSaved } from './entered.ts';
import { amount, mostRows, type RecordMaker } from './record.ts';

export const documents: RecordMaker = {
  permission: 'reviews.read',
  async read(db, { schoolId }, { day, at }) {
    const saved = await firstSaved(db, schoolId, 'review.saved');
    const found = await db
      .selectFrom('review')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('kind', '=', 'document')
      .where(eb => eb.or([eb('ended_on', 'is', null), eb('ended_on', '>', day)]))
      .orderBy('what')
      .orderBy('id')
      .limit(mostRows)
      .execute();
    const looks = await db
      .selectFrom('review_entry')
      .select(['review_id', 'done_on as doneOn', 'in_order'])
      .where('school_id', '=', schoolId)
      .where('noted_at', '<=', at)
      .orderBy('done_on', 'desc')
      .orderBy('noted_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    const told = found
      .filter(one => (saved.get(one.id) ?? Number(one.changed_at)) <= at)
      .map(one => {
        const entries = looks
          .filter(({ review_id }) => review_id === one.id)
          .map(({ doneOn, in_order }) => ({ doneOn, inOrder: in_order === 1 }));
        const plan = { kind: 'document' as const, everyMonths: one.every_months };
        return { one, stood: reviewStanding(plan, entries, day) };
      });
    const well = told.filter(({ stood }) => stood.state === 'met').length;
    return {
      head: ['Document', 'Version', 'Who sees to it', 'Where it lies', 'How it stood', changedSince],
      rows: told.map(({ one, stood }) => [
        ...[one.what, one.version, one.owner, one.asked, stood.words],
        Number(one.changed_at) > at ? 'yes' : 'no',
      ]),
      summary:
        told.length === 0
          ? 'No document was entered by that day.'
          : `${amount(told.length, 'document')} entered by that day, ${well} looked through in time and in order.`,
    };
  },
};
