/** A device that is kept as evidence: ordered, agreed to by a second person, released by two as well. */
import * as z from 'zod';
import { longestCutDays, longestKeptMessage } from '../quarantine.ts';
import { waitsForYes } from './approvals.ts';
import { id, listOf, pageQuery, time } from './common.ts';

const reason = z.string().trim().min(1, 'Say why: it goes into the audit log').max(300);

export const quarantineInput = z.strictObject({
  message: z.string().trim().min(1, 'Say what it shows').max(longestKeptMessage),
  reason,
  /** For how many days its network is cut; null leaves it as it is. */
  cutDays: z.int().min(1).max(longestCutDays).nullable(),
});

/** Whose advice it was, and what it said. */
export const quarantineReleaseInput = z.strictObject({ reason });

export const quarantineView = z.object({
  id,
  device: z.object({ id, name: z.string() }),
  message: z.string(),
  reason: z.string(),
  since: time,
  /** Who asked for it. */
  by: z.string(),
  cutUntil: time.nullable(),
  /** What the device answered to the order; `pending` or `sent` until it has. */
  state: z.string(),
  detail: z.string(),
  /** When it last answered; null: not yet. */
  heardAt: time.nullable(),
  /** What the device said last of its network; null when it has said nothing. */
  network: z.object({ cut: z.boolean(), detail: z.string(), at: time }).nullable(),
  /** In the register, where who has it is written down (custody); null when it is not in it. */
  assetId: id.nullable(),
  endedAt: time.nullable(),
  endedBy: z.string().nullable(),
  endedBecause: z.string().nullable(),
});
export type QuarantineView = z.infer<typeof quarantineView>;

export const quarantineQuery = pageQuery.extend({ status: z.enum(['open', 'ended']).default('open') });
/** Newest first. */
export const quarantineList = listOf(quarantineView);

/** Null: this device was never quarantined. Otherwise the last time. */
export const quarantineAnswer = z.object({ quarantine: quarantineView.nullable() });
/** It is in force, or over; or a second person has to agree first. */
export const quarantineGiven = z.union([quarantineView, waitsForYes]);
