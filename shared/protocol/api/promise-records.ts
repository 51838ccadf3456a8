/** A promise that records show, or only the word of whoever looked: that somebody looked whether a promise holds that no check and no figure shows, and what they found. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { id, time } from './common.ts';
import { promiseDetail, promises } from './overview.ts';

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
  writtenAt: time,
  writtenBy: z.string(),
  takenBackAt: time.nullable(),
  takenBackBy: z.string().nullable(),
});
export type RecordLook = z.infer<typeof recordLook>;

export const recordLookParams = z.object({ id });

/** `GET /api/v1/promises/records/{line}`: a promise that records show, how it went, and the things behind it. */
export const recordDetail = z.object({
  recorded: promises.shape.recorded.unwrap().element,
  timeZone: z.string(),
  lastTerm: promises.shape.lastTerm,
  /** Oldest first, at most a year of kept days; only those on which the records had a figure. */
  history: z.array(
    promiseDetail.shape.history.element.pick({ day: true, verdict: true }).extend({ answer: z.string() }),
  ),
  /** What keeps it from holding first, at most 200, `more` if there are more; null for whom those records are not. */
  things: z
    .array(z.object({ what: z.string(), says: z.string(), open: z.boolean(), to: z.string().nullable() }))
    .nullable(),
  more: z.boolean(),
  /** Whether a figure is made of the records; else somebody has to look and write it down. */
  figured: z.boolean(),
  /** What was written down by those who looked, newest first; those taken back among them. */
  looks: z.array(recordLook),
  ...promiseDetail.pick({ askAt: true, undertakings: true, whoMay: true }).shape,
});
export type RecordDetail = z.infer<typeof recordDetail>;
export const recordParams = z.object({ line: z.string().max(40) });
