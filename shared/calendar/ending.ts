/** Whether the calendar is about to end, while there is still time to enter the next year. */
import { dayNumber, sayDay } from '../assets/dates.ts';
import type { SchoolCalendar } from './calendar.ts';
import { lastTermDay } from './usual-year.ts';

const warnDays = 60;

/** `today` in days since 1970. Undefined while there is time, and for a calendar without a term. */
export function endingWords(calendar: Pick<SchoolCalendar, 'terms'>, today: number): string | undefined {
  const last = lastTermDay(calendar);
  const day = last === undefined ? undefined : dayNumber(last);
  if (last === undefined || day === undefined || day - today > warnDays) return undefined;
  if (day < today)
    return `The last term in the school calendar ended on ${sayDay(last)}. After the summer every weekday counts as a school day, and no computer is switched off by itself.`;
  const left = day - today;
  const when = left === 0 ? 'today' : `in ${left} ${left === 1 ? 'day' : 'days'}`;
  return `The last term in the school calendar ends on ${sayDay(last)}, ${when}. Enter the next school year now.`;
}
