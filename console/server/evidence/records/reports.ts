/** What the governors were told: the reports that were kept by the day, each with the hash of its words. */
import { amount, dayOf, type RecordMaker } from './record.ts';

export const reports: RecordMaker = {
  permission: 'reports.read',
  async read(db, { schoolId }, { at }) {
    const found = await db
      .selectFrom('governor_report')
      .select(['number', 'day', 'kept_at', 'kept_by', 'hash'])
      .where('school_id', '=', schoolId)
      .where('kept_at', '<=', at)
      .orderBy('number', 'desc')
      .execute();
    return {
      head: ['Report', 'As it stood on', 'Kept on', 'Kept by', 'SHA-256'],
      rows: found.map(one => [String(one.number), one.day, dayOf(one.kept_at), one.kept_by, one.hash]),
      summary: `${amount(found.length, 'report')} to the governors kept by that day${found[0] === undefined ? '' : `, the last of ${found[0].day}`}.`,
    };
  },
};
