/**
 * A signed order to one device: do this once, before then. Policies say what should always be so; an order is one act.
 * Sent when the device is next connected, obeyed at most once (by `id`), refused after `expiresAt`.
 * The outcome comes back as the event `order.done` with `orderId`, `outcome` and `detail`; one that takes long says how far
 * it is as the event `order.progress` with `orderId` and `detail`.
 */
import * as z from 'zod';
import { requestAnswer } from './answer.ts';
import { collectDiagnostics } from './diagnostics.ts';
import { callOff, restart, shutDown, signOut } from './leave.ts';
import { lostMode, lostRelease } from './lost.ts';
import { quarantine, quarantineRelease } from './quarantine.ts';
import { supportAsk, supportState } from './support.ts';

const time = z.int().nonnegative().max(8_640_000_000_000_000);
const usbId = z.string().regex(/^[0-9a-f]{4}$/);

/** One stick. Its serial travels only as a hash keyed by the school (`PolicyDocument.serialKey`). */
export const mediaIdentity = z.object({
  vendorId: usbId,
  productId: usbId,
  /** HMAC-SHA-256 of the serial, base64url; null for a stick that has none and is known by its model only. */
  serialHash: z.string().max(43).nullable(),
});
export type MediaIdentity = z.infer<typeof mediaIdentity>;

/** Permission for one stick on this device: it ends at the earliest of its limits and is never made longer. */
export const mediaGrant = z.object({
  grantId: z.uuid(),
  media: mediaIdentity,
  access: z.enum(['read_only', 'read_write']),
  /** Runs from the first time the stick is plugged in. */
  durationSec: z
    .number()
    .int()
    .min(60)
    .max(12 * 3600),
  notAfter: time,
  singleUse: z.boolean(),
  /** Who it is for, as the school knows them; null for whoever sits there. */
  personId: z.uuid().nullable(),
  /** The name by which they signed in to this device when they asked there: it opens for nobody else. */
  user: z.string().min(1).max(100).optional(),
  /** Somebody decided, and is named, that it opens although it could not be scanned to its end; never what is infected. */
  evenIfIncomplete: z.boolean().optional(),
});
export type MediaGrant = z.infer<typeof mediaGrant>;

const checkNow = z.object({ kind: z.literal('check_now') });
const lock = z.object({ kind: z.literal('lock'), control: z.literal('idle-lock') });
/** A member of staff shows something to a class: no lock for so long, at most once at a time. */
const presentationHold = z.object({
  kind: z.literal('presentation_hold'),
  control: z.literal('idle-lock'),
  minutes: z.int().min(5).max(120),
});
const grantMedia = z.object({
  kind: z.literal('media_grant'),
  control: z.literal('removable-media'),
  grant: mediaGrant,
});
/**
 * The same for the one stick that is plugged in now, or else the next one to be; `refused` when there are several. Only
 * of a code typed at the device (break-glass.ts), which cannot name a stick: the console never sends it.
 */
const grantMediaHere = z.object({
  kind: z.literal('media_grant_here'),
  control: z.literal('removable-media'),
  grantId: z.uuid(),
  access: z.enum(['read_only', 'read_write']),
  durationSec: z.int().min(60).max(3600),
});
const revokeMedia = z.object({
  kind: z.literal('media_revoke'),
  control: z.literal('removable-media'),
  grantId: z.uuid(),
});
/** Every control back to watch for so long, visibly: the console's own break-glass. */
const suspendEnforcement = z.object({
  kind: z.literal('suspend_enforcement'),
  minutes: z
    .number()
    .int()
    .min(5)
    .max(24 * 60),
});

/** Whatever virus protection is there fetches its newest list. */
const updateVirusList = z.object({ kind: z.literal('update_virus_list'), control: z.literal('antivirus') });
/** `quick`: where people's files and what was fetched lie; `full`: every disk of this computer. */
const scanForViruses = z.object({
  kind: z.literal('scan_for_viruses'),
  control: z.literal('antivirus'),
  extent: z.enum(['quick', 'full']),
});
export type ScanExtent = z.infer<typeof scanForViruses>['extent'];

/** Whether the recovery key that the console keeps still opens this volume; the key comes sealed to this device alone. */
const testRecoveryKey = z.object({
  kind: z.literal('test_recovery_key'),
  control: z.literal('disk-encryption'),
  /** Of the console's record: the event `disk.key_tested` names it. */
  keyId: z.uuid(),
  volume: z.string().min(1).max(200),
  sealed: z.object({ key: z.string().max(43), box: z.string().max(400) }),
});

/** What the console may give (api/orders.ts makes them strict). */
export const given = [
  checkNow,
  lock,
  presentationHold,
  grantMedia,
  revokeMedia,
  suspendEnforcement,
  updateVirusList,
  scanForViruses,
  signOut,
  restart,
  shutDown,
  collectDiagnostics,
] as const;

export const order = z.discriminatedUnion('kind', [
  ...given,
  grantMediaHere,
  testRecoveryKey,
  supportAsk,
  supportState,
  callOff,
  requestAnswer,
  lostMode,
  lostRelease,
  quarantine,
  quarantineRelease,
]);
export type Order = z.infer<typeof order>;

export const orderDocument = z.object({
  id: z.uuid(),
  schoolId: z.string().max(60),
  deviceId: z.string().max(60),
  issuedAt: time,
  expiresAt: time,
  order,
});
export type OrderDocument = z.infer<typeof orderDocument>;

/** Exactly these bytes were signed. */
export const signedOrder = z.object({ payload: z.string().max(10_000), signature: z.string().max(100) });
export type SignedOrder = z.infer<typeof signedOrder>;

export const orderOutcomes = ['done', 'refused', 'failed', 'expired', 'not_possible'] as const;
export interface OrderOutcome {
  outcome: (typeof orderOutcomes)[number];
  /** For a person, in one sentence; empty when there is nothing to add. */
  detail: string;
}
