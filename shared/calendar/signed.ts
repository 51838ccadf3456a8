/**
 * The calendar as a device gets it, inside its signed policy: bank holidays are listed and the school's own time is
 * spelt out, so that a device needs neither a table of holidays nor a time zone of its own.
 */
import * as z from 'zod';

const day = z.string().max(10);
const span = { from: day, to: day };
const clockTime = z.string().max(5);

export const signedCalendar = z.object({
  terms: z.array(z.object({ name: z.string().max(60), ...span })).max(40),
  daysOff: z.array(z.object({ kind: z.string().max(20), name: z.string().max(60), ...span })).max(400),
  week: z
    .array(
      z
        .object({
          opens: clockTime,
          closes: clockTime,
          lessons: z.array(z.object({ name: z.string().max(40), from: clockTime, to: clockTime })).max(16),
        })
        .nullable(),
    )
    .length(7),
  /** The last day of which it knows anything: the end of the summer after the last term. */
  until: day,
  /** How far the school's time is ahead of UTC from each moment on, in minutes. */
  offsets: z.array(z.object({ from: z.int(), minutes: z.int() })).max(40),
});
export type SignedCalendar = z.infer<typeof signedCalendar>;
