/** What is looked at on set days: systems (H-04), documents (J-04), people's own devices (K-04). Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { reviewKinds } from '../../reviews/standing.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);

const fields = {
  kind: z.enum(reviewKinds, 'Say what kind of thing it is'),
  what: text(120).min(1, 'Say what is looked at'),
  owner: text(120).min(1, 'Say who sees to it, or whose it is'),
  /** Of a document; may be empty. */
  version: text(60),
  /** A checklist, a place, or what is allowed; may be empty. */
  asked: text(2000),
  everyMonths: z.number('Write a number').int().min(1, 'At least one').max(60, 'At most 60'),
  /** Nobody need look at it any more since this day. */
  endedOn: day.nullable(),
};

export const reviewInput = z.strictObject({
  ...fields,
  /** The one that the person saw; left out for something new. */
  revision: z.int().min(1).optional(),
});

export const reviewEntryInput = z.strictObject({
  doneOn: day,
  inOrder: z.boolean('Say how it was'),
  doneBy: text(120).min(1, 'Say who looked'),
  note: text(1000).default(''),
});

export const review = z.object({
  ...fields,
  id,
  revision: z.int(),
  standing: z.object({ state: z.enum(['met', 'not_met', 'unknown']), words: z.string() }),
  changedAt: time,
  changedBy: z.string(),
  /** Newest first, the last twelve. */
  entries: z.array(
    z.object({
      id,
      doneOn: z.string(),
      inOrder: z.boolean(),
      doneBy: z.string(),
      note: z.string().nullable(),
      notedAt: time,
      notedBy: z.string(),
    }),
  ),
});
export type Review = z.infer<typeof review>;
export const reviewList = listOf(review);
