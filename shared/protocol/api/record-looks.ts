/** That somebody looked whether a promise, or what checks do not show of one, is so, and what they found. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { id, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const fields = {
  /** A name or a role. */
  by: z.string().trim().min(1, 'Say who looked: a name or a role').max(120, 'At most 120 characters'),
  on: day,
  /** That what the promise says is so. */
  so: z.boolean('Say whether it is so'),
  /** What was seen, and where it can be found. */
  saw: z
    .string()
    .trim()
    .min(1, 'Say what you saw, and where it can be found')
    .max(300, 'At most 300 characters'),
  /** From the day after this, the look shows nothing any more. */
  next: day,
};

/** `on`: today, or at most a year ago. `next`: later than `on`, and at most a year after it. */
export const recordLookInput = z.strictObject(fields);
export type RecordLookInput = z.output<typeof recordLookInput>;

/** What counts is the newest by `on`, and of one day by when it was written, that was not taken back. */
export const recordLook = z.object({
  ...fields,
  id,
  /** The sentence that it was said of: it counts while the promise is put so. */
  sentence: z.string(),
  writtenAt: time,
  writtenBy: z.string(),
  takenBackAt: time.nullable(),
  takenBackBy: z.string().nullable(),
});
export type RecordLook = z.infer<typeof recordLook>;

export const recordLookParams = z.object({ id });
