/** What a day is at this school, and when its lessons and its closing are. Pure; the same on a device and in the console. */
import { dayNumber } from '../assets/dates.ts';
import type { SignedCalendar } from './signed.ts';

export type DayKind =
  | 'school'
  | 'inset'
  | 'half_term'
  | 'bank_holiday'
  | 'holiday'
  | 'closed'
  | 'weekend'
  /** Before the first term that is known, or after the last. */
  | 'unknown';

export interface SchoolDay {
  kind: DayKind;
  /** Of the term or of the day off; empty where it has none. */
  name: string;
}

/** When a day that somebody is in ends, in UTC milliseconds. `lessons` is null where there are none. */
export interface EndOfDay {
  /** Days since 1970. */
  day: number;
  lessons: number | null;
  closing: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Monday is 0. */
export const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7;

/** Of several that lie on one day, the first of these counts. */
const order = ['closed', 'bank_holiday', 'inset', 'half_term', 'holiday'] as const;
type Off = (typeof order)[number];

interface Span {
  from: string;
  to: string;
}
/** First and last day: every device's silence is counted in days, over all of these. */
const numbers = new WeakMap<Span, readonly [number, number]>();

function holds(span: Span, day: number): boolean {
  let held = numbers.get(span);
  if (held === undefined) {
    held = [dayNumber(span.from) ?? Number.POSITIVE_INFINITY, dayNumber(span.to) ?? Number.NEGATIVE_INFINITY];
    numbers.set(span, held);
  }
  return held[0] <= day && day <= held[1];
}

/** `day` in days since 1970. */
export function dayOf(calendar: SignedCalendar, day: number): SchoolDay {
  if (calendar.week[weekdayOf(day)] === null) return { kind: 'weekend', name: '' };
  const off = calendar.daysOff.filter(one => holds(one, day));
  for (const kind of order) {
    const found = off.find(one => one.kind === kind);
    if (found) return { kind: kind satisfies Off, name: found.name };
  }
  const term = calendar.terms.find(one => holds(one, day));
  if (term) return { kind: 'school', name: term.name };
  return knows(calendar, day) ? { kind: 'holiday', name: '' } : { kind: 'unknown', name: '' };
}

/** Whether the calendar says anything about this day. */
export function knows(calendar: SignedCalendar, day: number): boolean {
  const [first] = calendar.terms;
  return first !== undefined && holds({ from: first.from, to: calendar.until }, day);
}

/** Whether pupils are in. */
export const isSchoolDay = (calendar: SignedCalendar, day: number) => dayOf(calendar, day).kind === 'school';

/** School days from one day up to and including another. */
export function schoolDaysBetween(calendar: SignedCalendar, from: number, to: number): number {
  let found = 0;
  for (let day = from; day <= to; day += 1) if (isSchoolDay(calendar, day)) found += 1;
  return found;
}

function offsetAt(calendar: SignedCalendar, at: number): number {
  const { offsets } = calendar;
  return ((offsets.findLast(one => one.from <= at) ?? offsets[0])?.minutes ?? 0) * minuteMs;
}

/** The school's own day at a moment (UTC milliseconds), in days since 1970. */
export const dayAt = (calendar: SignedCalendar, at: number) =>
  Math.floor((at + offsetAt(calendar, at)) / dayMs);

/** The moment at which the school's clocks show `15:15` on a day. */
export function momentOf(calendar: SignedCalendar, day: number, clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number);
  const shown = day * dayMs + (hours * 60 + minutes) * minuteMs;
  return shown - offsetAt(calendar, shown - offsetAt(calendar, shown));
}

/** Null on a day that nobody is in, or of which nothing is known. On an INSET day there are no lessons. */
export function endOf(calendar: SignedCalendar, day: number): EndOfDay | null {
  const { kind } = dayOf(calendar, day);
  const hours = calendar.week[weekdayOf(day)];
  if (!hours || (kind !== 'school' && kind !== 'inset')) return null;
  const last = hours.lessons.at(-1);
  const lessons = kind === 'school' && last ? momentOf(calendar, day, last.to) : null;
  return { day, lessons, closing: closingOf(calendar, day) ?? momentOf(calendar, day, hours.closes) };
}

/** When the school closes on a day that somebody is in; null on others. */
export function closingOf(calendar: SignedCalendar, day: number): number | null {
  const { kind } = dayOf(calendar, day);
  const hours = calendar.week[weekdayOf(day)];
  return hours && (kind === 'school' || kind === 'inset') ? momentOf(calendar, day, hours.closes) : null;
}

/** The lesson that is going on, by its bells; null in a break, after school and on other days. */
export function lessonAt(calendar: SignedCalendar, at: number): string | null {
  const day = dayAt(calendar, at);
  if (!isSchoolDay(calendar, day)) return null;
  const lessons = calendar.week[weekdayOf(day)]?.lessons ?? [];
  const on = lessons.find(
    ({ from, to }) => momentOf(calendar, day, from) <= at && at < momentOf(calendar, day, to),
  );
  return on?.name ?? null;
}

/** From the first bell to the last, breaks included; where no bells are entered, while the school is open. */
export function isInLessons(calendar: SignedCalendar, at: number): boolean {
  const day = dayAt(calendar, at);
  const hours = calendar.week[weekdayOf(day)];
  if (!hours || !isSchoolDay(calendar, day)) return false;
  const from = momentOf(calendar, day, hours.lessons[0]?.from ?? hours.opens);
  const to = momentOf(calendar, day, hours.lessons.at(-1)?.to ?? hours.closes);
  return from <= at && at < to;
}

/** From opening to closing on a day that somebody is in; null on others. */
export function openHours(calendar: SignedCalendar, day: number): [number, number] | null {
  const closing = closingOf(calendar, day);
  const hours = calendar.week[weekdayOf(day)];
  return closing === null || !hours ? null : [momentOf(calendar, day, hours.opens), closing];
}

/** What the school's clocks show at a moment: `15:45`. */
export function clockTimeAt(calendar: SignedCalendar, at: number): string {
  const minutes = Math.floor((at + offsetAt(calendar, at)) / minuteMs) % 1440;
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
