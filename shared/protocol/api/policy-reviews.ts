/** That somebody looked at the school's whole policy. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (missing: string) => z.string().trim().min(1, missing).max(120, 'At most 120 characters');

const fields = {
  lookedOn: day,
  /** A name or a role. */
  lookedBy: text('Say who looked at it: a name or a role'),
  owner: text('Say who sees to it: a name or a role'),
  /** At most two years later. */
  nextOn: day,
};

export const policyReviewInput = z.strictObject({
  ...fields,
  /** One that was wrong: it is taken back in the same step. */
  insteadOf: id.optional(),
});

export const policyReview = z.object({
  ...fields,
  id,
  writtenAt: time,
  writtenBy: z.string(),
  takenBackAt: time.nullable(),
  takenBackBy: z.string().nullable(),
});
export type PolicyReview = z.infer<typeof policyReview>;

export const policyReviewParams = z.object({ id });
/** The latest day first; those that were taken back among them. The fifty latest. */
export const policyReviews = listOf(policyReview);
