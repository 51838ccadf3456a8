/** A device that is lost or stolen: reported, agreed to by a second person, released. */
import * as z from 'zod';
import { longestLostMessage } from '../lost.ts';
import { waitsForYes } from './approvals.ts';
import { id, time } from './common.ts';

export const lostInput = z.strictObject({
  how: z.enum(['lost', 'stolen']),
  message: z.string().trim().min(1, 'Say how it finds its way back').max(longestLostMessage),
  reason: z.string().trim().min(1, 'Say what happened: it goes into the audit log').max(300),
});

export const releaseInput = z.strictObject({
  reason: z.string().trim().min(1, 'Say why: it goes into the audit log').max(300),
});

export const lostView = z.object({
  id,
  how: z.enum(['lost', 'stolen']),
  message: z.string(),
  since: time,
  /** Who asked for it. */
  by: z.string(),
  /** What the device answered to the order; `pending` or `sent` until it has. */
  state: z.string(),
  detail: z.string(),
  /** When it last answered; null: not yet. */
  heardAt: time.nullable(),
  endedAt: time.nullable(),
  endedBy: z.string().nullable(),
});
export type LostView = z.infer<typeof lostView>;

/** Null: this device was never lost. Otherwise the last time. */
export const lostAnswer = z.object({ lost: lostView.nullable() });
/** It is in force; or a second person has to agree first. */
export const lostGiven = z.union([lostView, waitsForYes]);
