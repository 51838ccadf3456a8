/** That school is closed for longer than a weekend, so that old figures are not taken for neglect. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { dayAt, isSchoolDay, knows } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';

const dayMs = 24 * 3600_000;

/** Days without school up to which it is a weekend, also a long one. */
const weekend = 4;
/** No closure is looked through further than this. */
const longest = 100;

/** Pure. Undefined on days of school, on weekends, and where no calendar knows of it. */
export function holidayWords(calendar: SignedCalendar | null, now: number): string | undefined {
  if (calendar === null) return undefined;
  const today = dayAt(calendar, now);
  const next = nearest(calendar, today, 1);
  const last = nearest(calendar, today, -1);
  if (next === undefined || last === undefined || next - last - 1 <= weekend) return undefined;
  return `School is closed until ${sayDay(new Date(next * dayMs).toISOString().slice(0, 10))}. Computers that are off stand as they were when they were last on.`;
}

function nearest(calendar: SignedCalendar, from: number, step: 1 | -1): number | undefined {
  for (let day = from; Math.abs(day - from) <= longest && knows(calendar, day); day += step)
    if (isSchoolDay(calendar, day)) return day;
  return undefined;
}
