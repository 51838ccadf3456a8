/**
 * Incidents, disposals, stock-takes and changes, stretch by stretch of time. Pure. So that no number under five is ever
 * learnt, however many reports are laid side by side:
 * - every event falls into exactly one stretch, and a stretch is told once: later reports copy what was told of it;
 * - no row is part of another, and no sum is told, so there is nothing to take one from; of a stock-take the parts hide
 *   behind each other as those of a promise do (amounts.ts);
 * - of what stands at one moment (open, waiting, removed) only whether there is any is told: a number of it, with those
 *   that came and went, would give the others away.
 */
import { dayNumber } from '../../../shared/assets/dates.ts';
import { uncounted } from '../../../shared/governors/words.ts';
import type { figureParts, ReportFigures } from '../../../shared/protocol/api/governors.ts';
import { incidentCategories, incidentCategoryWords } from '../../../shared/protocol/api/incidents.ts';
import { amountOf, amountsOf, compared, wholeOf } from './amounts.ts';

export type Period = ReportFigures['periods'][number];
export type Part = (typeof figureParts)[number];
type Figure = ReportFigures['parts'][number]['rows'][number];

/** What happened in one stretch, by the rows' keys; what is missing did not. */
export interface Counted {
  period: Period;
  counts: Record<Part, ReadonlyMap<string, number>>;
}

/** Where so little was looked for that any word about its parts says too much. */
const untold = 'too few to tell';
/** A year and the term that is running. */
const mostPeriods = 4;

/** What people decided, by the actions of the audit log. */
export const decisions: readonly { key: string; name: string; actions: readonly string[] }[] = [
  { key: 'words', name: 'The wording of the promises was changed', actions: ['clauses.changed'] },
  {
    ...{ key: 'policy', name: 'What is asked of computers was changed' },
    actions: ['policy.put_in_force', 'policy.approved'],
  },
  { key: 'refused', name: 'A change of what is asked was refused', actions: ['policy.refused'] },
  {
    ...{ key: 'exceptions', name: 'Computers were excepted from a promise for a while' },
    actions: ['exception.made', 'exception.approved'],
  },
  { key: 'filter', name: 'The internet filter was changed', actions: ['filtering.changed'] },
  {
    key: 'granted',
    name: 'A request from somebody at a computer was approved',
    actions: ['request.approved'],
  },
  { key: 'denied', name: 'A request from somebody at a computer was refused', actions: ['request.refused'] },
  {
    ...{ key: 'agreed', name: 'A second person agreed to something out of the ordinary' },
    actions: ['approval.agreed'],
  },
  {
    ...{ key: 'weaknesses', name: 'A known weakness of a program was accepted for a time' },
    actions: ['vulnerability.accepted'],
  },
];

const rows: Record<Part, readonly { key: string; name: string }[]> = {
  incidents: incidentCategories.map(key => ({ key, name: incidentCategoryWords[key] })),
  disposals: [{ key: 'left', name: 'Things that left for good, with proof of every disk' }],
  stock_takes: [
    { key: 'expected', name: 'Things that were looked for' },
    { key: 'missing', name: 'Not found' },
    { key: 'moved', name: 'Found in another place' },
    { key: 'unexpected', name: 'Found where nobody looked for them' },
  ],
  changes: decisions,
};

/** `before` is what the report before told; its stretches are copied as they were told. */
export function figuresOf(before: ReportFigures | null, fresh: readonly Counted[]): ReportFigures {
  const periods = [...(before?.periods ?? []), ...fresh.map(one => one.period)].slice(-mostPeriods);
  const parts = Object.entries(rows).map(([key, ofPart]) => {
    const part = key as Part;
    const told = new Map(
      before?.parts.find(one => one.key === part)?.rows.map(row => [row.key, row.amounts]),
    );
    const blank = Array<string>(before?.periods.length ?? 0).fill('');
    const now = fresh.map(one => toldOf(part, one.counts[part]));
    return {
      key: part,
      rows: ofPart.map(row => {
        const amounts = [...(told.get(row.key) ?? blank), ...now.map(one => one(row.key))];
        return figureOf(row, amounts.slice(-mostPeriods), periods);
      }),
    };
  });
  return { periods, parts };
}

function figureOf({ key, name }: Pick<Figure, 'key' | 'name'>, amounts: string[], periods: Period[]): Figure {
  const [then, now] = amounts.slice(-2);
  const [before, last] = periods.slice(-2);
  const beside =
    then === undefined || now === undefined || before === undefined || last === undefined
      ? null
      : areAlike(before, last)
        ? compared(then, now)
        : null;
  return { key, name, amounts, beside };
}

const daysOf = ({ from, to }: Period) => (dayNumber(to) ?? 0) - (dayNumber(from) ?? 0) + 1;

/** Half a term has fewer incidents than a whole one: that is no trend. */
function areAlike(one: Period, other: Period): boolean {
  const [short = 0, long = 0] = [daysOf(one), daysOf(other)].sort((a, b) => a - b);
  return long <= short * 1.5;
}

function toldOf(part: Part, counts: ReadonlyMap<string, number>): (key: string) => string {
  const count = (key: string) => counts.get(key) ?? 0;
  if (part !== 'stock_takes') return key => amountOf(count(key));
  const whole = wholeOf(count('expected'));
  const parts = amountsOf(count('expected'), {
    ...{ broken: count('missing'), unknown: count('moved'), excepted: 0 },
  });
  // Where nobody looked, "none" would be a good figure that nobody has seen.
  if (whole === 'none')
    return key => (key === 'expected' || count(key) > 0 ? amountOf(count(key)) : uncounted);
  // Of two things one missing and one elsewhere, "some" and "some" would say it all.
  const isSmall = whole.startsWith('fewer');
  const told: Record<string, string> = {
    ...{ expected: whole, unexpected: amountOf(count('unexpected')) },
    ...(isSmall ? { missing: untold, moved: untold } : { missing: parts.broken, moved: parts.unknown }),
  };
  return key => told[key] ?? '';
}
