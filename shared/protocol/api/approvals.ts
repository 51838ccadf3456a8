/** What waits for a second person: read by whoever asked and by those who may agree. */
import * as z from 'zod';
import { id, time } from './common.ts';

export const approvalStates = ['waiting', 'approved', 'refused', 'withdrawn', 'expired'] as const;

export const approval = z.object({
  id,
  /** Which room asks: `suspend-enforcement`, `recovery-code`. */
  kind: z.string(),
  title: z.string(),
  /** Exactly what a yes does, one sentence a line. */
  lines: z.array(z.string()),
  reason: z.string(),
  state: z.enum(approvalStates),
  askedBy: z.string(),
  askedAt: time,
  /** After this nobody can agree any more. */
  expiresAt: time,
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  /** What came of it: what was done, or why not. Empty while it waits. */
  outcome: z.string(),
  /** Where what it is about is shown; null when no page shows it. */
  about: z.object({ label: z.string(), to: z.string() }).nullable(),
  /** Opens this approval, for whoever may agree: to be sent to them. It decides nothing. */
  link: z.string(),
  /** Names of those who could agree. */
  who: z.array(z.string()),
  youMayDecide: z.boolean(),
  youMayWithdraw: z.boolean(),
  /** Why the reader cannot agree to it; null when they can, or when nothing waits. */
  whyNot: z.string().nullable(),
  /** Agreeing asks for the password again. */
  stepUp: z.boolean(),
});
export type Approval = z.infer<typeof approval>;

export const approvalList = z.object({
  /** What waits, the oldest first. */
  waiting: z.array(approval),
  /** Decided or ended in the last 30 days, newest first. */
  lately: z.array(approval),
  /** What waits for a yes on pages of its own. */
  elsewhere: z.array(z.object({ sentence: z.string(), to: z.string() })),
});
/** `subject`: only what is about this thing, such as a device. */
export const approvalQuery = z.object({ subject: z.string().max(60).optional() });
export type ApprovalList = z.infer<typeof approvalList>;

export const approvalYes = z.strictObject({ password: z.string().max(200).optional() });
export const approvalNo = z.strictObject({
  reason: z.string().trim().min(1, 'Say why: whoever asked will read it').max(300),
});

/** What a request is answered that needs a second person: nothing was done yet. */
export const waitsForYes = z.object({
  waits: z.object({
    /** Of the approval, for `/approvals/ID`. */
    id,
    /** "Hazel Head has to agree first." */
    sentence: z.string(),
  }),
});
export type Waits = z.infer<typeof waitsForYes>['waits'];
