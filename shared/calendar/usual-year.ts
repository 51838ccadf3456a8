/** A year to begin with, and last year's shape for the next. Both are for a person to check against the school's own dates. */
import { dayNumber } from '../assets/dates.ts';
import { easter } from './bank-holidays.ts';
import type { DayOff, OpenDay, SchoolCalendar, Term } from './calendar.ts';
import { weekdayOf } from './school-day.ts';

const dayMs = 86_400_000;
const text = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
const at = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / dayMs;
/** Monday is 0. */
const onOrAfter = (day: number, weekday: number) => day + ((weekday - weekdayOf(day) + 7) % 7);
const onOrBefore = (day: number, weekday: number) => day - ((weekdayOf(day) - weekday + 7) % 7);

const [monday, wednesday, friday] = [0, 2, 4];

/** The autumn in which the school year of a day begins. August counts to the next one, as in Scotland. */
export function schoolYearOf(day: string): number {
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) >= 8 ? year : year - 1;
}

const usualDay = (): OpenDay => ({
  opens: '08:00',
  closes: '17:30',
  lessons: [
    { name: 'Morning', from: '08:50', to: '10:30' },
    { name: 'Late morning', from: '10:50', to: '12:00' },
    { name: 'Afternoon', from: '13:00', to: '15:15' },
  ],
});

export const emptyCalendar = (): SchoolCalendar => ({
  bankHolidays: 'england_and_wales',
  terms: [],
  daysOff: [],
  week: [usualDay(), usualDay(), usualDay(), usualDay(), usualDay(), null, null],
});

/** What a primary school in England usually has; Wales is close, Scottish councils each have their own. */
export function usualYear(autumn: number): Pick<SchoolCalendar, 'terms' | 'daysOff'> {
  const next = autumn + 1;
  const starts = onOrAfter(at(autumn, 9, 1), wednesday);
  const springEnds = easter(next) - 3;
  const term = (name: string, from: number, to: number): Term => ({ name, from: text(from), to: text(to) });
  const week = (name: string, from: number): DayOff => ({
    kind: 'half_term',
    name,
    from: text(from),
    to: text(from + 4),
  });
  return {
    terms: [
      term(`Autumn term ${autumn}`, starts, onOrBefore(at(autumn, 12, 20), friday)),
      term(`Spring term ${next}`, onOrAfter(at(next, 1, 3), monday), springEnds),
      term(`Summer term ${next}`, onOrAfter(springEnds + 18, monday), onOrBefore(at(next, 7, 23), friday)),
    ],
    daysOff: [
      { kind: 'inset', name: 'Staff training', from: text(starts - 1), to: text(starts - 1) },
      week('Autumn half-term', onOrBefore(at(autumn, 10, 31), monday)),
      week('Spring half-term', onOrAfter(at(next, 2, 15), monday)),
      week('Summer half-term', onOrBefore(at(next, 5, 31), monday)),
    ],
  };
}

/** 52 weeks, so that weekdays stay. */
const yearDays = 364;

const later = (day: string) => text((dayNumber(day) ?? 0) + yearDays);
const laterName = (name: string) => name.replace(/\b20\d\d\b/g, year => String(Number(year) + 1));
const moved = <T extends Term | DayOff>(one: T): T => ({
  ...one,
  name: laterName(one.name),
  from: later(one.from),
  to: later(one.to),
});

/** The newest school year again, 52 weeks later, beside what is there. Single closures are not copied. */
export function withNextYear(calendar: SchoolCalendar): SchoolCalendar {
  const newest = Math.max(...calendar.terms.map(({ from }) => schoolYearOf(from)));
  const terms = calendar.terms.filter(({ from }) => schoolYearOf(from) === newest);
  const daysOff = calendar.daysOff.filter(
    ({ kind, from }) => kind !== 'closed' && schoolYearOf(from) === newest,
  );
  return {
    ...calendar,
    terms: [...calendar.terms, ...terms.map(moved)],
    daysOff: [...calendar.daysOff, ...daysOff.map(moved)],
  };
}

/** The last day of the last term; undefined without one. */
export function lastTermDay(calendar: Pick<SchoolCalendar, 'terms'>): string | undefined {
  return calendar.terms
    .map(({ to }) => to)
    .sort()
    .at(-1);
}
