/** The years around the one that is told: terms as a primary school in England has them, and the days between two moments. */
import type { SchoolCalendar } from '../shared/calendar/calendar.ts';
import { resolveCalendar } from '../shared/calendar/resolve.ts';
import { isSchoolDay, momentOf } from '../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../shared/calendar/signed.ts';
import { emptyCalendar, schoolYearOf, usualYear } from '../shared/calendar/usual-year.ts';

const dayMs = 86_400_000;
export const timeZone = 'Europe/London';

export const textOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

/** Last year, this one and the next, with two INSET days each. */
export function schoolCalendar(today: number): SchoolCalendar {
  const autumn = schoolYearOf(textOf(today));
  const years = [autumn - 2, autumn - 1, autumn, autumn + 1].map(usualYear);
  return {
    ...emptyCalendar(),
    terms: years.flatMap(year => year.terms),
    daysOff: years.flatMap(year => year.daysOff),
  };
}

/** A year of days up to today, in days since 1970, and the moments of each. */
export class Year {
  readonly calendar: SchoolCalendar;
  readonly first: number;
  readonly last: number;
  readonly #signed: SignedCalendar;

  /** `now` in UTC milliseconds. */
  constructor(now: number) {
    this.last = Math.floor(now / dayMs);
    this.first = this.last - 364;
    this.calendar = schoolCalendar(this.last);
    const signed = resolveCalendar(this.calendar, timeZone);
    if (signed === null) throw new Error('a calendar without terms');
    this.#signed = signed;
  }

  isSchoolDay(day: number): boolean {
    return isSchoolDay(this.#signed, day);
  }

  /** The moment at which the school's clocks show this. */
  at(day: number, clockTime: string): number {
    return momentOf(this.#signed, day, clockTime);
  }

  /** The first school day so many days after the beginning. */
  schoolDayAfter(days: number): number {
    return this.nextSchoolDay(this.first + days);
  }

  /** That day, or the first school day after it. */
  nextSchoolDay(from: number): number {
    for (let day = from; day < from + 90; day += 1) if (this.isSchoolDay(day)) return day;
    throw new Error('no school day within 90 days');
  }

  /** The last school day that is not after this one. */
  lastSchoolDay(from = this.last): number {
    for (let day = from; day > from - 90; day -= 1) if (this.isSchoolDay(day)) return day;
    throw new Error('no school day within 90 days');
  }

  /** The second Tuesday of each month that the year holds. */
  patchTuesdays(): number[] {
    const days: number[] = [];
    for (let day = this.first; day <= this.last; day += 1) {
      const date = new Date(day * dayMs);
      const of = date.getUTCDate();
      if (date.getUTCDay() === 2 && of >= 8 && of <= 14) days.push(day);
    }
    return days;
  }
}
