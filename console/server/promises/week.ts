/** The Friday note: the headteacher's week in five lines, today laid beside the kept day of a week ago. */
import { listed } from '../../../shared/controls/words.ts';
import type { Promises, PromiseView, PromiseWeek } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import { departed } from '../departures/index.ts';
import { AppError } from '../errors.ts';
import { computersWord, numberWord } from '../overview/index.ts';
import type { Caller } from '../route.ts';
import { dayIn, listDays, readDay } from './days.ts';
import { controlsOf } from './figures.ts';
import { goneSince, sayGone } from './gone-since.ts';
import { sayAnswer } from './headline.ts';
import { readPromises } from './service.ts';

const weekMs = 7 * 24 * 3600_000;

export async function readWeek(context: Context, caller: Caller): Promise<PromiseWeek> {
  const now = await readPromises(context, caller);
  const aWeekAgo = dayIn(now.at - weekMs, now.timeZone);
  const days = await listDays(context.db, caller.schoolId);
  const since = days.find(one => one.day <= aWeekAgo)?.day ?? null;
  if (since === null) return { at: now.at, since, lines: linesOf(now, null) };
  try {
    const then = await readDay(context.db, caller.schoolId, since);
    const stillCounted = await departed(context.db, caller.schoolId);
    const gone = await goneSince(context.db, caller.schoolId, {
      ...{ then: then.keptAt, now: now.at, stillCounted },
    });
    const unmended = (one: PromiseView) => sayGone(controlsOf(one).map(key => gone.get(key)));
    return { at: now.at, since, lines: linesOf(now, then.promises, { unmended }) };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'promises.day_altered')) throw error;
    return { at: now.at, since: null, lines: linesOf(now, null, { why: altered }) };
  }
}

const notYet = 'There is no day of a week ago to lay beside it yet.';
const altered = 'The page of a week ago was altered after it was kept, so nothing is laid beside it.';

interface More {
  /** What of a promise was not mended: who left, or is let off. */
  unmended?(promise: PromiseView): string | undefined;
  /** Why there is nothing to lay beside it. */
  why?: string;
}

/** Pure. Always five, in the same order, so that no news is told too. */
export function linesOf(
  now: Promises,
  then: Promises | null,
  { unmended = () => undefined, why = notYet }: More = {},
): PromiseWeek['lines'] {
  const was = new Map((then?.promises ?? []).map(one => [one.key, one]));
  const moved = (way: (before: PromiseView, after: PromiseView) => boolean) =>
    now.promises.filter(one => {
      const before = was.get(one.key);
      return before !== undefined && way(before, one);
    });
  const worse = moved((before, after) => before.verdict === 'holds' && !fine(after));
  const better = moved((before, after) => !fine(before) && after.verdict === 'holds');
  return [
    { about: 'Our promises', words: promisesLine(now, then) },
    { about: 'No longer holds', words: then === null ? why : movedLine(worse) },
    { about: 'Holds again', words: then === null ? why : heldAgain(better, unmended) },
    { about: 'Computers', words: devicesLine(now, then) },
    { about: 'For you to decide', words: now.decision?.sentence ?? 'Nothing.' },
  ];
}

const fine = ({ verdict }: PromiseView) => verdict === 'holds' || verdict === 'nothing_to_check';
const heldOf = ({ promises }: Promises) => promises.filter(one => one.verdict === 'holds').length;

function promisesLine(now: Promises, then: Promises | null): string {
  if (then === null) return sayAnswer(now);
  const difference = heldOf(now) - heldOf(then);
  const than = difference > 0 ? 'more than' : 'fewer than';
  const beside =
    difference === 0
      ? heldOf(now) === 0
        ? 'So it was a week before.'
        : 'As many as a week before.'
      : `${numberWord(Math.abs(difference))} ${than} a week before.`;
  return sayAnswer({ ...now, headline: `${now.headline} ${beside}` });
}

const movedLine = (promises: readonly PromiseView[]) =>
  promises.length === 0 ? 'None.' : `${listed(promises.map(quoted))}.`;
const quoted = ({ sentence }: PromiseView) => `“${sentence.replace(/\.$/, '')}”`;

/** What came to hold because a computer left or is let off is not told as if it had been mended. */
function heldAgain(better: readonly PromiseView[], unmended: NonNullable<More['unmended']>): string {
  const without = better.flatMap(one => {
    const said = unmended(one);
    return said === undefined ? [] : [{ one, said: `${quoted(one)} too, but not all was mended. ${said}` }];
  });
  const mended = better.filter(promise => !without.some(({ one }) => one === promise));
  return [movedLine(mended), ...without.map(({ said }) => said)].join(' ');
}

function devicesLine(now: Promises, then: Promises | null): string {
  const looked = `${computersWord(now.devices)} ${now.devices === 1 ? 'is' : 'are'} looked after.`;
  const difference = now.devices - (then ?? now).devices;
  if (difference === 0) return looked;
  return `${looked} ${numberWord(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'} than a week before.`;
}
