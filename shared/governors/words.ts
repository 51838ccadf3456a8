/** The words of the report's figures: on the page, on paper and in the spreadsheet. */
import { sayDay } from '../assets/dates.ts';
import { saidRecord, verdictWords } from '../clauses/verdicts.ts';
import type { figureParts, GovernorsReport, ReportFigures } from '../protocol/api/governors.ts';

type Part = ReportFigures['parts'][number];
type Row = Part['rows'][number];

export const partTitles: Record<(typeof figureParts)[number], string> = {
  incidents: 'Incidents',
  disposals: 'Old equipment',
  stock_takes: 'Stock-takes',
  changes: 'What was decided and changed',
};

/** What stands under it comes from the kept day; reports made before it was kept there have none. */
export const policyTitle = 'Our policy and rules';

/** Promises that no check on a computer proves. */
export const recordsTitle = 'What our records show';

/** "“We count our things each year.” Does not hold everywhere. On 20 Nov 2026: holds." */
export function sayRecorded(
  { sentence, verdict, before, byWord }: GovernorsReport['recorded'][number],
  since: string | null,
): string {
  const then =
    since === null || before === null || before === verdict
      ? ''
      : ` On ${sayDay(since)}: ${verdictWords[before].toLowerCase()}.`;
  return `“${sentence}” ${saidRecord({ verdict, byWord })}.${then}`;
}

/** Where nothing of a part was ever told. */
export const partNothing: Record<Part['key'], string> = {
  incidents: 'None was written down.',
  disposals: 'Nothing left for good.',
  stock_takes: 'None was signed.',
  changes: 'Nothing that Caretaker knows of.',
};

export const besideWords: Record<NonNullable<Row['beside']>, string> = {
  more: 'More',
  fewer: 'Fewer',
  about_as_many: 'About as many',
};

/** Of a stock-take where there was none. */
export const uncounted = 'not counted';
const nothing = ['none', uncounted, ''];

/** Rows that say something in at least one stretch. */
export const toldRows = ({ rows }: Part): Row[] =>
  rows.filter(({ amounts }) => amounts.some(amount => !nothing.includes(amount)));

/** A stretch of an earlier report in which this was not told yet. */
export const amountWords = (amount: string | undefined): string => amount || '–';

export const trendNote =
  'The last column is laid beside the one before it where both are of about the same length.';
