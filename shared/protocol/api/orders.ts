/** Orders to one device, and codes to be typed at it. */
import * as z from 'zod';
import { breakGlass } from '../break-glass.ts';
import { given } from '../order.ts';
import { waitsForYes } from './approvals.ts';
import { id, listOf, time } from './common.ts';

const reason = z.string().trim().max(300);

const [checkNow, lock, presentationHold, grantMedia, revokeMedia, suspendEnforcement, updateVirusList] =
  given;
const [, , , , , , , scan, signOut, restart, shutDown, collectDiagnostics] = given;
/** What a person may order from the console; a misspelt name is refused. Not with the device's own half: it costs memory there. */
const givenOrder = z.discriminatedUnion('kind', [
  checkNow.strict(),
  lock.strict(),
  presentationHold.strict(),
  grantMedia.strict(),
  revokeMedia.strict(),
  suspendEnforcement.strict(),
  updateVirusList.strict(),
  scan.strict(),
  signOut.strict(),
  restart.strict(),
  shutDown.strict(),
  collectDiagnostics.strict(),
]);
export type GivenOrder = z.infer<typeof givenOrder>;

/** `working`: the device has begun, and `detail` says how far it is. */
export const orderStates = [
  'pending',
  'sent',
  'working',
  'done',
  'refused',
  'failed',
  'expired',
  'withdrawn',
] as const;

export const orderInput = z
  .strictObject({
    order: givenOrder,
    reason: reason.default(''),
    /** How long the device has to begin; by the kind of order when it is left out. */
    expiresInMinutes: z
      .number()
      .int()
      .min(1)
      .max(30 * 24 * 60)
      .optional(),
  })
  .refine(({ order, reason }) => order.kind !== 'suspend_enforcement' || reason !== '', {
    path: ['reason'],
    message: 'Say why: it goes into the audit log',
  });
export type OrderInput = z.output<typeof orderInput>;

export const orderView = z.object({
  id,
  kind: z.string(),
  /** After "to": "lock the screen". */
  what: z.string(),
  reason: z.string(),
  state: z.enum(orderStates),
  /** What the device said, or why it was not done; empty when there is nothing to add. */
  detail: z.string(),
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time,
  sentAt: time.nullable(),
  endedAt: time.nullable(),
  /** Of a permission for a stick: by it the permission can be ended before its time. */
  grantId: id.nullable(),
  /** Of diagnostics: until when they can be downloaded; null when there are none, or no more. */
  fileUntil: time.nullable(),
});
export type OrderView = z.infer<typeof orderView>;
export const orderList = listOf(orderView);

/** The order as given; or it was not given, because a second person has to agree first. */
export const orderAnswer = z.union([orderView, waitsForYes]);
export type OrderAnswer = z.infer<typeof orderAnswer>;

/** Whether codes can be given for a device. `keptAt` is null until it has fetched its secret. */
export const recoveryView = z.object({
  ready: z.boolean(),
  keptAt: time.nullable(),
  usedAt: time.nullable(),
});
export type RecoveryView = z.infer<typeof recoveryView>;

export const recoveryInput = z.strictObject({
  challenge: z.string().trim().min(1, 'Type what the computer shows').max(40),
  allow: breakGlass,
  reason: reason.min(1, 'Say why: it goes into the audit log'),
});

export const recoveryCode = z.object({
  /** `XXXXX-XXXXX`; shown once and not kept. */
  code: z.string(),
  /** What it does, after "It will". */
  what: z.string(),
});
export type RecoveryCode = z.infer<typeof recoveryCode>;

/** The code; or a second person has to agree first, and the same wish gives it after their yes. */
export const recoveryAnswer = z.union([recoveryCode, waitsForYes]);
export type RecoveryAnswer = z.infer<typeof recoveryAnswer>;
