/** Tests and maintenance of assets. Days are `2026-11-22`. */
import * as z from 'zod';
import { checkKinds, checkResults } from '../../assets/checks.ts';
import { isDay } from '../../assets/dates.ts';
import { assetKinds } from '../../assets/kinds.ts';
import { assetStates } from '../../assets/states.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);

export const mostChecked = 500;

export const assetCheckInput = z.strictObject({
  /** As on the labels; case and spaces do not matter. */
  tags: z
    .array(text(60).min(1))
    .min(1, 'Give the tag of at least one asset')
    .max(mostChecked, `At most ${mostChecked} at a time`),
  kind: z.enum(checkKinds, 'Say what was done'),
  doneOn: day,
  result: z.enum(checkResults, 'Say how it ended'),
  doneBy: text(120).min(1, 'Say who did it: a name, or the company'),
  note: text(500).default(''),
  /** Null when it is not done again. */
  nextOn: day.nullable(),
});

export const checkWithdrawal = z.strictObject({
  why: text(300).min(1, 'Say what was wrong with the entry'),
});

export const assetCheck = z.object({
  id,
  kind: z.enum(checkKinds),
  doneOn: z.string(),
  result: z.enum(checkResults),
  doneBy: z.string(),
  note: z.string().nullable(),
  nextOn: z.string().nullable(),
  /** The newest of its kind: the one that counts. */
  isLast: z.boolean(),
  notedAt: time,
  notedBy: z.string(),
  withdrawn: z.object({ at: time, by: z.string(), why: z.string() }).nullable(),
});
export type AssetCheck = z.infer<typeof assetCheck>;
export const assetChecks = listOf(assetCheck);
export const checksEntered = z.object({ count: z.int() });

export const dueViews = ['due', 'failed', 'never'] as const;
export const dueQuery = z.strictObject({
  /** `due`: over or within 60 days; `failed`: failed last and still in use; `never`: no entry yet. */
  view: z.enum(dueViews).default('due'),
  kind: z.enum(checkKinds).default('pat'),
});

export const dueCheck = z.object({
  assetId: id,
  tag: z.string(),
  what: z.string(),
  kind: z.enum(assetKinds),
  state: z.enum(assetStates),
  location: z.string().nullable(),
  doneOn: z.string().nullable(),
  nextOn: z.string().nullable(),
  /** Until it is due; negative once it is over. */
  days: z.int().nullable(),
});
export type DueCheck = z.infer<typeof dueCheck>;
/** At most 500 rows; `total` says how many there are. */
export const dueChecks = listOf(dueCheck).extend({
  total: z.int(),
  /** By kind of check: over, within 60 days, failed and in use, never done. */
  counts: z.array(
    z.object({
      kind: z.enum(checkKinds),
      over: z.int(),
      soon: z.int(),
      failed: z.int(),
      never: z.int(),
    }),
  ),
});
export type DueChecks = z.infer<typeof dueChecks>;
