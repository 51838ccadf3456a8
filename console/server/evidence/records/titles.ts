/** Software that its maker no longer looked after on the day, or will not for much longer. */
import { amount, mostRows, type RecordMaker } from './record.ts';

const soonDays = 183;
const dayMs = 24 * 3600_000;

export const titles: RecordMaker = {
  permission: 'software.read',
  async read(db, { schoolId }, { day, at }) {
    const soon = new Date(at + soonDays * dayMs).toISOString().slice(0, 10);
    const found = await db
      .selectFrom('catalogue_title')
      .select(['name', 'publisher', 'devices', 'support_by_hand', 'support_ends_on', 'review_on'])
      .where('school_id', '=', schoolId)
      .where('devices', '>', 0)
      .where('first_seen_at', '<=', at)
      .where(eb => eb(eb.fn.coalesce('support_by_hand', 'support_ends_on'), '<=', soon))
      .orderBy('devices', 'desc')
      .orderBy('name_order')
      .limit(mostRows)
      .execute();
    const all = await db
      .selectFrom('catalogue_title')
      .select(of => [
        of.fn.countAll<number>().as('titles'),
        of.fn.count<number>(of.fn.coalesce('support_by_hand', 'support_ends_on')).as('known'),
      ])
      .where('school_id', '=', schoolId)
      .where('devices', '>', 0)
      .where('first_seen_at', '<=', at)
      .executeTakeFirstOrThrow();
    const rows = found.map(one => {
      const ends = one.support_by_hand ?? one.support_ends_on ?? '';
      const how = one.support_by_hand === null ? 'the table of ends of support' : 'written down here';
      const over = ends < day ? 'over' : 'ends soon';
      return [one.name, one.publisher ?? '', ends, over, how, String(one.devices), one.review_on ?? ''];
    });
    const over = rows.filter(row => row[3] === 'over').length;
    return {
      head: [
        ...['Title', 'Publisher', 'Support ends on', 'On that day', 'Known from', 'Computers'],
        'To be looked at again on',
      ],
      rows,
      summary: `${amount(over, 'title')} installed without support, ${rows.length - over} more lose it within half a year. Of ${all.titles} titles the end is known of ${all.known}; of the others nothing is known. Systems without support stand in computers.csv, under System updates. Amounts of computers, and what has gone from all of them since, are of when this pack was made.`,
    };
  },
};
