/** What became of one day's switching off, kept through restarts: a day is dealt with once. */
import * as z from 'zod';

export const dayState = z.object({
  /** Days since 1970, by the school's calendar. */
  day: z.int(),
  deferred: z.int(),
  /** Not switched off before: somebody works on, or something runs. */
  notBefore: z.number().nullable(),
  /** What it was put off for. */
  why: z.string().max(120).nullable(),
  /** The system did not take it the last time. */
  failed: z.boolean(),
  done: z
    .enum(['would_switch_off', 'switching_off', 'switched_on_later', 'left_to_others', 'gave_up', 'failed'])
    .nullable(),
});
export type DayState = z.infer<typeof dayState>;

export const freshDay = (day: number): DayState => ({
  ...{ day, deferred: 0, notBefore: null, why: null, failed: false, done: null },
});
