/** The school calendar over the API. */
import * as z from 'zod';
import { schoolCalendar } from '../../calendar/calendar.ts';
import { time } from './common.ts';

export const calendarView = z.object({
  /** 0 before anything was kept; goes back with a change, so that nobody overwrites what they have not seen. */
  revision: z.int(),
  /** Null: none is entered. */
  calendar: schoolCalendar.nullable(),
  updatedAt: time.nullable(),
  updatedBy: z.string().nullable(),
});
export type CalendarView = z.infer<typeof calendarView>;

export const calendarInput = z.strictObject({
  revision: z.int().min(0),
  /** Null takes it away: every weekday counts as a school day again. */
  calendar: schoolCalendar.nullable(),
});
export type CalendarInput = z.infer<typeof calendarInput>;
