/** Today's figures beside those of the end of last term. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Term } from '../../../shared/calendar/calendar.ts';
import { asksLess } from '../../../shared/clauses/bounds.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { readCalendar } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import type { Departed } from '../departures/index.ts';
import { isAsSealed, readBody } from './days.ts';
import { type CheckFigure, figuresOf } from './figures.ts';
import { type GoneSince, goneSince } from './gone-since.ts';

export interface LastTerm {
  told: NonNullable<Promises['lastTerm']>;
  figures: ReadonlyMap<string, CheckFigure>;
  /** By check: who left since without keeping it. */
  gone: ReadonlyMap<string, GoneSince>;
  /** By check: the numbers that were asked for then. */
  asked: NonNullable<Promises['asked']>;
  /** What records said then. */
  recorded: NonNullable<Promises['recorded']>;
}

export const lastTermWords = {
  noTerm: 'The school calendar has no term before this one, so there is nothing to compare with yet.',
  noDay: (term: string) => `No day was kept last term (${term}), so there is nothing to compare with yet.`,
  altered: (day: string) =>
    `The last day kept last term is ${sayDay(day)}. Its page was changed after it was kept, so nothing is laid beside it.`,
  day: (day: string, term: string) => `“Last term” is ${sayDay(day)}, the last day kept in it (${term}).`,
};

/** The last page that was kept in the term before `today`, or the words for why there is none. */
export async function readLastTerm(
  tx: Tx,
  schoolId: string,
  { today, now, stillCounted }: { today: string; now: number; stillCounted: readonly Departed[] },
): Promise<LastTerm> {
  const { calendar } = await readCalendar(tx, schoolId);
  const term = termBefore(calendar?.terms ?? [], today);
  const none = (sentence: string): LastTerm => ({
    told: { day: null, sentence },
    figures: new Map(),
    gone: new Map(),
    asked: {},
    recorded: [],
  });
  if (term === undefined) return none(lastTermWords.noTerm);
  const row = await tx
    .selectFrom('promise_day')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '>=', term.from)
    .where('day', '<=', term.to)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return none(lastTermWords.noDay(term.name));
  if (!isAsSealed(row)) return none(lastTermWords.altered(row.day));
  const sentence = lastTermWords.day(row.day, term.name);
  const gone = await goneSince(tx, schoolId, { then: Number(row.kept_at), now, stillCounted });
  const page = readBody(row.body);
  const { asked = {}, recorded = [] } = page;
  return { told: { day: row.day, sentence }, figures: figuresOf(page), gone, asked, recorded };
}

/** In the holidays it is the term that has just ended. */
export const termBefore = (terms: readonly Term[], today: string): Term | undefined =>
  terms.filter(one => one.to < today).sort((one, other) => (one.to < other.to ? 1 : -1))[0];

/**
 * "Better than last term: then 38 of 41." Undefined where last term says nothing of it. Who left without keeping it
 * stays among those that do not, so that taking a computer away makes nothing better; nor does asking for less.
 */
export function trendOf(
  now: CheckFigure,
  then: CheckFigure | undefined,
  { left, letOff, unlooked }: GoneSince = { left: 0, letOff: 0, unlooked: 0 },
  less = false,
): string | undefined {
  const [met, asked] = amounts(now);
  const [metThen, allThen] = then === undefined ? [0, 0] : amounts(then);
  if (asked === 0 || allThen === 0) return undefined;
  const difference = (met - unlooked) * allThen - metThen * (asked + left + letOff);
  if (less && difference > 0)
    return `Not laid beside last term: less is asked of computers now. Then: ${metThen} of ${allThen}.`;
  const than = difference === 0 ? 'The same as' : difference > 0 ? 'Better than' : 'Worse than';
  const gone =
    left === 0
      ? ''
      : ` ${left} that ${left === 1 ? 'was' : 'were'} not seen to keep it ${left === 1 ? 'has' : 'have'} left.`;
  return `${than} last term: then ${metThen} of ${allThen}.${gone}`;
}

const amounts = ({ counts: { met, not_met, unknown } }: CheckFigure): [met: number, all: number] => [
  met,
  met + not_met + unknown,
];

/** Each promise with its trend; of one that several checks prove, each check with its own. */
export function withTrend(
  promise: PromiseView,
  { figures, gone, asked }: Omit<LastTerm, 'told' | 'recorded'>,
  now: NonNullable<Promises['asked']>,
): PromiseView {
  const said = (one: CheckFigure & { control: string }) => {
    const { control } = one;
    const less = asksLess(control, now[control] ?? {}, asked[control] ?? {});
    const trend = trendOf(one, figures.get(control), gone.get(control), less);
    return trend === undefined ? {} : { trend };
  };
  if (promise.parts.length === 0) return { ...promise, ...said(promise) };
  return { ...promise, parts: promise.parts.map(part => ({ ...part, ...said(part) })) };
}
