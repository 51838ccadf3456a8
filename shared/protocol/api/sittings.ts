/** Times of sign-ins at one device, where the school keeps them. */
import * as z from 'zod';
import { id, listOf, time } from './common.ts';

export const sittingActs = ['began', 'locked', 'unlocked', 'ended'] as const;

export const sittingMoment = z.object({
  id,
  /** The same from one sign-in to its sign-out. */
  sitting: z.string(),
  what: z.enum(sittingActs),
  at: time,
  /** False: not seen to happen, only found so when the agent looked. */
  exact: z.boolean(),
  kind: z.enum(['screen', 'console', 'remote']),
  account: z.enum(['kept_here', 'directory']),
  /** The same for the same person at any of the school's computers; never a name. */
  person: z.string().nullable(),
});
export type SittingMoment = z.infer<typeof sittingMoment>;

/** `keptDays`: after so many days each is forgotten. */
export const sittingList = listOf(sittingMoment).extend({ keptDays: z.int() });
