/** Who has a thing that is quarantined as evidence, where and under which seal. */
import * as z from 'zod';
import { id, listOf, time } from './common.ts';

const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
const needed = (most: number, words: string) => text(most).min(1, words);

export const custodyInput = z.strictObject({
  happenedAt: z.int().min(0),
  heldBy: needed(120, 'Say who has it now, or where it is locked away'),
  place: needed(200, 'Say where it is'),
  seal: text(60).default(''),
  note: text(1000).default(''),
});

/**
 * `begun` and `ended` are the steps of the register into and out of “quarantined”, with the reason as note; `held` is what
 * somebody wrote down in between.
 */
export const custodyEntry = z.object({
  id,
  what: z.enum(['begun', 'held', 'ended']),
  happenedAt: time,
  heldBy: z.string().nullable(),
  place: z.string().nullable(),
  seal: z.string().nullable(),
  note: z.string().nullable(),
  notedAt: time,
  notedBy: z.string(),
});
export type CustodyEntry = z.infer<typeof custodyEntry>;
export const custodyChain = listOf(custodyEntry);
