/** Today's figures beside those of the end of last term. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Term } from '../../../shared/calendar/calendar.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { readCalendar } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import { readBody } from './days.ts';
import { type CheckFigure, figuresOf } from './figures.ts';

export interface LastTerm {
  told: NonNullable<Promises['lastTerm']>;
  figures: ReadonlyMap<string, CheckFigure>;
}

/** The last page that was kept in the term before `today`, or the words for why there is none. */
export async function readLastTerm(tx: Tx, schoolId: string, today: string): Promise<LastTerm> {
  const { calendar } = await readCalendar(tx, schoolId);
  const term = termBefore(calendar?.terms ?? [], today);
  const none = (sentence: string): LastTerm => ({ told: { day: null, sentence }, figures: new Map() });
  if (term === undefined)
    return none('The school calendar has no term before this one, so there is nothing to compare with yet.');
  const row = await tx
    .selectFrom('promise_day')
    .select(['day', 'body'])
    .where('school_id', '=', schoolId)
    .where('day', '>=', term.from)
    .where('day', '<=', term.to)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined)
    return none(`No day was kept last term (${term.name}), so there is nothing to compare with yet.`);
  const sentence = `“Last term” is ${sayDay(row.day)}, the last day kept in it (${term.name}).`;
  return { told: { day: row.day, sentence }, figures: figuresOf(readBody(row.body)) };
}

/** In the holidays it is the term that has just ended. */
export const termBefore = (terms: readonly Term[], today: string): Term | undefined =>
  terms.filter(one => one.to < today).sort((one, other) => (one.to < other.to ? 1 : -1))[0];

/** "Better than last term: then 38 of 41." Undefined where last term says nothing of it. */
export function trendOf(now: CheckFigure, then: CheckFigure | undefined): string | undefined {
  const [met, all] = amounts(now);
  const [metThen, allThen] = then === undefined ? [0, 0] : amounts(then);
  if (all === 0 || allThen === 0) return undefined;
  const difference = met * allThen - metThen * all;
  const than = difference === 0 ? 'The same as' : difference > 0 ? 'Better than' : 'Worse than';
  return `${than} last term: then ${metThen} of ${allThen}.`;
}

const amounts = ({ counts: { met, not_met, unknown } }: CheckFigure): [met: number, all: number] => [
  met,
  met + not_met + unknown,
];

/** Each promise with its trend; of one that several checks prove, each check with its own. */
export function withTrend(promise: PromiseView, { figures }: LastTerm): PromiseView {
  const said = (one: CheckFigure & { control: string }) => {
    const trend = trendOf(one, figures.get(one.control));
    return trend === undefined ? {} : { trend };
  };
  if (promise.parts.length === 0) return { ...promise, ...said(promise) };
  return { ...promise, parts: promise.parts.map(part => ({ ...part, ...said(part) })) };
}
