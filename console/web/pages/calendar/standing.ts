/** Where the school stands in its year today, in one sentence. */
import { dayNumber, sayDay } from '../../../../shared/assets/dates.ts';
import type { SchoolCalendar } from '../../../../shared/calendar/calendar.ts';
import {
  dayAt,
  dayOf,
  isSchoolDay,
  lessonAt,
  schoolDaysBetween,
  weekdayOf,
} from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import { plural } from '../../time.ts';
import { dayWords } from './day-words.ts';

/** "Today is a school day (Autumn term 2026): lessons until 15:15, closes at 17:30." */
export function todayWords(calendar: SignedCalendar, now: number): string {
  const today = dayAt(calendar, now);
  const { kind, name } = dayOf(calendar, today);
  const hours = calendar.week[weekdayOf(today)];
  const named = name === '' ? '' : ` (${name})`;
  if (kind === 'school' && hours) {
    const last = hours.lessons.at(-1);
    const lesson = lessonAt(calendar, now);
    const going = lesson === null ? '' : ` Now: ${lesson}.`;
    return `Today is a school day${named}: ${last ? `lessons until ${last.to}, ` : ''}closes at ${hours.closes}.${going}`;
  }
  if (kind === 'inset' && hours)
    return `Today is an INSET day${named}: staff only, closes at ${hours.closes}.`;
  const next = nextSchoolDay(calendar, today);
  const then = next === undefined ? '' : ` The next school day is ${sayDayNumber(next)}.`;
  return `Today: ${kind === 'weekend' ? 'no school' : dayWords[kind].full.toLowerCase()}${named}.${then}`;
}

function nextSchoolDay(calendar: SignedCalendar, today: number): number | undefined {
  for (let day = today + 1; day < today + 120; day += 1) if (isSchoolDay(calendar, day)) return day;
  return undefined;
}

const sayDayNumber = (day: number) => sayDay(new Date(day * 86_400_000).toISOString().slice(0, 10));

/** "74 school days" for each term, in the order of the terms that are kept. */
export function termNotes(calendar: SchoolCalendar, signed: SignedCalendar | null): string[] {
  return calendar.terms.map(({ from, to }) => {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    if (signed === null || first === undefined || last === undefined || last < first) return '';
    return plural(schoolDaysBetween(signed, first, last), 'school day');
  });
}
