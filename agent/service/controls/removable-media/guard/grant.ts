/** A permission as it is kept on this device, and the stages it goes through (enforcement.md section 3). */
import * as z from 'zod';
import { mediaGrant, mediaIdentity } from '../../../../../shared/protocol/order.ts';
import { keptCountdown } from './countdown.ts';

/** `requested` is the console's; here a permission begins when its order was obeyed. */
export const stages = [
  'approved',
  'armed',
  'attached',
  'scanning',
  'granted',
  'expiring',
  'revoked',
  'denied',
  'infected',
  'expired',
] as const;
export type Stage = (typeof stages)[number];

const next: Record<Stage, readonly Stage[]> = {
  approved: ['armed', 'denied', 'expired', 'revoked'],
  armed: ['attached', 'expired', 'revoked'],
  attached: ['scanning', 'granted', 'armed', 'denied', 'expired', 'revoked'],
  scanning: ['attached', 'granted', 'armed', 'denied', 'infected', 'expired', 'revoked'],
  granted: ['attached', 'expiring', 'armed', 'revoked'],
  expiring: ['attached', 'armed', 'revoked'],
  revoked: [],
  denied: [],
  infected: [],
  expired: [],
};

export const isOver = (stage: Stage): boolean => next[stage].length === 0;
export const isOpen = (stage: Stage): boolean => stage === 'granted' || stage === 'expiring';
export const mayBecome = (from: Stage, to: Stage): boolean => next[from].includes(to);

export const keptGrant = z.object({
  /** `media` is null until the first stick came, where a code typed at this device could not name one. */
  grant: mediaGrant.extend({ media: mediaIdentity.nullable() }),
  stage: z.enum(stages),
  /** Until `notAfter`, by both clocks, since it arrived. */
  life: keptCountdown,
  /** Of `durationSec`; null until the stick was plugged in for the first time. */
  use: keptCountdown.nullable(),
  /** Where it was last opened. */
  insertion: z.string().max(200).nullable(),
  /** What lay in it then (`Hands.medium`). */
  medium: z.string().max(200).nullish(),
  /** Whose session it was opened for; never sent. */
  session: z.string().max(100).nullable(),
  user: z.string().max(100).nullable(),
  /** The account of that name when they asked, or first used it: another account of the same name is another person. */
  account: z.string().max(200).nullish(),
  /** A hash of this control's policy under which it was opened: under another it ends. */
  policy: z.string().max(64).nullish(),
  /** When it came and when it was over, wall clock. */
  at: z.number(),
});
export type KeptGrant = z.infer<typeof keptGrant>;

/** A stick on which something was found stays shut until a person gives permission for it again. */
export const keptInfection = z.object({
  vendorId: z.string(),
  productId: z.string(),
  serialHash: z.string().nullable(),
  at: z.number(),
});
export type KeptInfection = z.infer<typeof keptInfection>;

/** A stick that is open by the school's list or rule, so that a start of the service need not shut it. */
export const keptOpening = z.object({
  insertion: z.string(),
  rule: z.string(),
  access: z.enum(['read_only', 'read_write']),
  medium: z.string().max(200).nullish(),
});
export type KeptOpening = z.infer<typeof keptOpening>;

/** Who asked for a permission here, so that it is for the same account when it comes. */
export const keptAsker = z.object({ user: z.string().max(100), account: z.string().max(200) });
export type KeptAsker = z.infer<typeof keptAsker>;

export const keptGrants = z.object({
  grants: z.array(keptGrant),
  askers: z.array(keptAsker).optional(),
  infections: z.array(keptInfection),
  openings: z.array(keptOpening),
});
export type KeptGrants = z.infer<typeof keptGrants>;
