/** When the school's policy was looked at, as it was written down by the day; what was taken back later still stands. */
import { standingOfLook } from '../../../../shared/clauses/policy-review.ts';
import { amount, dayOf, mostRows, type RecordMaker } from './record.ts';

export const reviews: RecordMaker = {
  permission: 'clauses.read',
  async read(db, { schoolId }, { day, at }) {
    const found = await db
      .selectFrom('policy_review')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('written_at', '<=', at)
      .orderBy('looked_on', 'desc')
      .orderBy('written_at', 'desc')
      .orderBy('id', 'desc')
      .limit(mostRows)
      .execute();
    const takenBack = (one: { taken_back_at: number | null }) =>
      one.taken_back_at !== null && one.taken_back_at <= at;
    const last = found.find(one => !takenBack(one));
    const due =
      last !== undefined && standingOfLook({ nextOn: last.next_on }, day) === 'overdue' ? 'was' : 'is';
    return {
      head: [
        ...['Looked at on', 'By whom', 'Owner', 'Next look by', 'Written down on', 'Written down by'],
        ...['Taken back on', 'Taken back by'],
      ],
      rows: found.map(one => [
        ...[one.looked_on, one.looked_by, one.owner, one.next_on, dayOf(one.written_at), one.written_by],
        ...(takenBack(one) ? [dayOf(one.taken_back_at), one.taken_back_by ?? ''] : ['', '']),
      ]),
      summary:
        last === undefined
          ? 'No look at the policy was written down by that day.'
          : `${amount(found.filter(one => !takenBack(one)).length, 'look')} at the policy by that day, the last on ${last.looked_on}; the next ${due} due by ${last.next_on}${due === 'was' ? ', and was overdue' : ''}.`,
    };
  },
};
