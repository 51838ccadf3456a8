/** What went wrong in the year before the day: kinds and times, no sentence and no name. */
import {
  type IncidentCategory,
  type IncidentSource,
  incidentCategoryWords,
  incidentSourceWords,
} from '../../../../shared/protocol/api/incidents.ts';
import { readableBy } from '../../incidents/index.ts';
import { amount, mostRows, type RecordMaker, when } from './record.ts';

const yearMs = 366 * 24 * 3600_000;

export const incidents: RecordMaker = {
  permission: 'incidents.read',
  async read(db, by, { at }) {
    const found = await db
      .selectFrom('incident')
      .select(['number', 'category', 'source', 'noticed_at', 'reported_at', 'answered_at', 'due_at'])
      .select(['done_at', 'closed_at'])
      .where('school_id', '=', by.schoolId)
      .where('reported_at', '<=', at)
      .where('reported_at', '>', at - yearMs)
      .where(readableBy(by))
      .orderBy('number', 'desc')
      .limit(mostRows)
      .execute();
    const byThen = (moment: number | null) => (moment !== null && moment <= at ? moment : null);
    const open = found.filter(one => byThen(one.closed_at) === null).length;
    const kinds = Map.groupBy(found, one => one.category);
    const said = [...kinds].map(([kind, some]) => `${kindOf(kind)} ${some.length}`).join(', ');
    return {
      head: [
        ...['Number', 'What it is', 'How it came', 'Noticed (UTC)', 'Reported (UTC)', 'First answered (UTC)'],
        ...['To be done by (UTC)', 'Done (UTC)', 'Closed (UTC)'],
      ],
      rows: found.map(one => [
        ...[String(one.number), kindOf(one.category), incidentSourceWords[one.source as IncidentSource]],
        ...[when(one.noticed_at), when(one.reported_at), when(byThen(one.answered_at))],
        ...[when(one.due_at), when(byThen(one.done_at)), when(byThen(one.closed_at))],
      ]),
      summary: `${amount(found.length, 'incident')} written down in the year before, ${open} open on that day${said === '' ? '' : `: ${said}`}. What happened in each stays in the school’s own record.`,
    };
  },
};

const kindOf = (category: string) => incidentCategoryWords[category as IncidentCategory] ?? category;
