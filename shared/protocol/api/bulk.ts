/** One thing for many devices: first what it would do to each, then the same done. */
import * as z from 'zod';
import { leaveKinds } from '../leave.ts';
import { waitsForYes } from './approvals.ts';
import { id, listOf } from './common.ts';
import { changesOfControls } from './policies.ts';

/** Orders that take nothing from anybody, or of which everybody there is warned. */
export const bulkOrders = [
  ...(['check_now', 'update_virus_list', 'scan_for_viruses', 'lock'] as const),
  ...leaveKinds,
] as const;
export type BulkOrder = (typeof bulkOrders)[number];

const chosen = {
  devices: z.array(id).min(1, 'Choose at least one device').max(500, 'At most 500 devices at a time'),
  /** Without it nothing is done: the answer says what would be. */
  apply: z.boolean().default(false),
};
export const bulkMove = z.strictObject({ ...chosen, groupId: id });
export const bulkOrder = z.strictObject({
  ...chosen,
  order: z.enum(bulkOrders),
  reason: z.string().trim().max(300).default(''),
  /** Of signing out, restarting and turning off. */
  warnMinutes: z.int().min(1).max(60).default(10),
  inLessons: z.boolean().default(false),
});

export const bulkAnswer = listOf(
  z.object({
    id,
    name: z.string(),
    /** `does`: it is done, or would be. `same`: it stands so already. `cannot`: the sentence says why. */
    outcome: z.enum(['does', 'same', 'cannot']),
    sentence: z.string(),
    /** Of a move: the group before it, by which it is undone. */
    before: id.nullable(),
  }),
).extend({
  applied: z.boolean(),
  counts: z.object({ does: z.int(), same: z.int(), cannot: z.int() }),
  /** What it means for those that it is done to. */
  consequence: z.string(),
  /** Of a move: what the other group's policy changes at them, as far as it is known. */
  changes: changesOfControls,
});
export type BulkAnswer = z.infer<typeof bulkAnswer>;

/** What was done, or would be; or nothing was, because a second person has to agree first. */
export const bulkOrderAnswer = z.union([bulkAnswer, waitsForYes]);
export type BulkOrderAnswer = z.infer<typeof bulkOrderAnswer>;
