/** The school's calendar as a person keeps it: terms, days off, and what a weekday looks like. */
import * as z from 'zod';
import { isDay } from '../assets/dates.ts';

const day = z.string().max(10).refine(isDay, 'Choose a day');
const clockTime = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 15:15');
const name = (most: number) => z.string().trim().min(1, 'Give it a name').max(most);

export const term = z.strictObject({ name: name(60), from: day, to: day });
export type Term = z.infer<typeof term>;

/** `inset`: staff are in and pupils are not. `holiday`: one that lies within a term. `closed`: nobody is in. */
export const offKinds = ['half_term', 'inset', 'holiday', 'closed'] as const;
export const dayOff = z.strictObject({ kind: z.enum(offKinds), name: name(60), from: day, to: day });
export type DayOff = z.infer<typeof dayOff>;

export const lesson = z.strictObject({ name: name(40), from: clockTime, to: clockTime });
export type Lesson = z.infer<typeof lesson>;

/** Lessons by their bells, in order; none where the school is open and does not say. */
export const openDay = z.strictObject({
  opens: clockTime,
  closes: clockTime,
  lessons: z.array(lesson).max(16),
});
export type OpenDay = z.infer<typeof openDay>;

/** Monday first; null on a weekday that the school is closed. */
export const week = z.array(openDay.nullable()).length(7);
export type Week = z.infer<typeof week>;

export const nations = ['england_and_wales', 'scotland', 'none'] as const;
export type Nation = (typeof nations)[number];

export const schoolCalendar = z.strictObject({
  /** Whose bank holidays are days off. */
  bankHolidays: z.enum(nations),
  terms: z.array(term).max(40),
  daysOff: z.array(dayOff).max(150),
  week,
});
export type SchoolCalendar = z.infer<typeof schoolCalendar>;

export const weekdayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

export const offWords: Record<DayOff['kind'], string> = {
  half_term: 'Half-term',
  inset: 'INSET day (staff training)',
  holiday: 'Holiday within a term',
  closed: 'School closed',
};

export const nationWords: Record<Nation, string> = {
  england_and_wales: 'England and Wales',
  scotland: 'Scotland',
  none: 'None: I enter them myself',
};
