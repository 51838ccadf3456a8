/** A promise that records show, or only the word of whoever looked. Days are `2026-11-22`. */
import * as z from 'zod';
import { promiseDetail, promises } from './overview.ts';

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
  ...promiseDetail.pick({ altered: true, looks: true, askAt: true, undertakings: true, whoMay: true }).shape,
});
export type RecordDetail = z.infer<typeof recordDetail>;
export const recordParams = z.object({ line: z.string().max(40) });
