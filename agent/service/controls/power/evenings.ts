/** Until when the computer was awake on the evenings of school days: seen by looking, so never later than it was. */
import { dayAt, endOf, momentOf, openHours } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import type { Evening } from '../../../../shared/controls/power/observation.ts';
import type { Standing } from './standing.ts';

const kept = 10;
const daysBack = 14;
const dawn = '05:00';

interface Alive {
  startedAt: number;
  /** Since when this service runs: a timer that did not go off in between slept. */
  runningSince: number;
}

type Known = Pick<Standing, 'evenings' | 'since'>;

/** The evenings with what is known at `now`, newest first. */
export function noteEvenings(
  { evenings, since }: Known,
  calendar: SignedCalendar,
  now: number,
  { startedAt, runningSince }: Alive,
): Evening[] {
  const found = new Map(evenings.map(one => [one.closing, one]));
  const today = dayAt(calendar, now);
  for (let day = today - daysBack; day <= today; day += 1) {
    const end = endOf(calendar, day);
    const begins = end?.lessons ?? end?.closing;
    if (end === null || begins === undefined || begins > now || begins < since) continue;
    const over = now >= momentOf(calendar, day + 1, dawn);
    const before = found.get(end.closing);
    if (before) found.set(end.closing, { ...before, over, onUntil: over ? before.onUntil : now });
    else if (!over || startedAt > begins || runningSince < begins)
      found.set(end.closing, {
        ...{ lessons: end.lessons, closing: end.closing, over },
        onUntil: over ? null : now,
      });
  }
  return [...found.values()].sort((a, b) => b.closing - a.closing).slice(0, kept);
}

/** When the school was open in the last two weeks. */
export function openLately(calendar: SignedCalendar, now: number): [number, number][] {
  const today = dayAt(calendar, now);
  return Array.from({ length: daysBack + 1 }, (_, back) => openHours(calendar, today - back)).filter(
    span => span !== null,
  );
}
