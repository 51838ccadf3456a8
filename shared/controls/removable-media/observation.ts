/** What was seen of portable media and of what stops them, the same for every system. No raw serial, no file name. */
import * as z from 'zod';

const usbId = z.string().regex(/^[0-9a-f]{4}$/);
/** True or false as positively seen; null when it could not be seen. */
const seen = z.boolean().nullable();

/** How much of a medium a barrier leaves open. */
export const effects = ['blocks', 'read_only', 'encrypted_only'] as const;

/** One mechanism of the system that stands between a medium and the people at the computer. */
export const barrier = z.object({
  /** `USBGuard`, `udisks`, `udev`, `removable storage policy`. */
  name: z.string().min(1).max(80),
  /** What it does to media that nobody allowed; `none` when it was seen to do nothing. */
  effect: z.enum([...effects, 'none']),
  /** Seen through another channel than its settings: the daemon runs, the rule is loaded. Null: could not be seen. */
  inForce: seen,
  /** Stops a medium before the system reads it, as opposed to before a person does. */
  layer: z.enum(['device', 'mount']),
  detail: z.string().max(200).nullable(),
});
export type Barrier = z.infer<typeof barrier>;

/** Ways round the barriers that were positively seen. */
export const weaknesses = [
  /** What stops media at the port is there and does not run; only the later barriers hold. */
  'daemon_stopped',
  /** People without administrator's rights may tell USBGuard to admit a device. */
  'people_may_admit',
  /** The desktop admits everything while the screen is unlocked. */
  'desktop_admits',
  /** Rules of somebody else admit storage before ours are asked. */
  'other_rules_admit',
  /** The settings hold, but the system has not read them since. */
  'restart_needed',
] as const;
export type Weakness = (typeof weaknesses)[number];

/** One stick, disk, card, phone or camera that is attached now. */
export const medium = z.object({
  vendorId: usbId,
  productId: usbId,
  /** Keyed by the school (`PolicyDocument.serialKey`), base64url; null when it has no serial or there is no key yet. */
  serialHash: z.string().max(43).nullable(),
  /** Whether it has a serial of its own, and not one that the system made up for the port. */
  ownSerial: z.boolean(),
  kind: z.enum(['storage', 'phone_or_camera']),
  /** It is also a keyboard, a mouse or another input device. */
  alsoInput: z.boolean(),
  /** What the school's list says of it; null when the device does not hold the list yet. */
  standing: z.enum(['approved', 'curriculum', 'granted', 'lost', 'unlisted']).nullable(),
  /** What the policy allows it: as of a list or a grant. Null for what is on no list. */
  allowed: z.enum(['read_only', 'read_write']).nullable(),
  /** The school's own name for it; null for what is on no list. */
  label: z.string().max(80).nullable(),
  /** The system lets it be a device at all. */
  admitted: seen,
  /** It offers a disk, or files, to the system now. */
  readable: seen,
  /** The system lets people write to it; false when it is read-only to them. */
  writable: seen,
  encrypted: z.enum(['luks', 'bitlocker', 'by_itself', 'no']).nullable(),
  /** People can reach its files now. */
  mounted: seen,
});
export type Medium = z.infer<typeof medium>;

/** What gives internet past the school's network: a phone or modem on USB, or one without a cable. */
export const tethering = z.union([
  z.object({ vendorId: usbId, productId: usbId }),
  z.object({ by: z.enum(['bluetooth', 'mobile_broadband']) }),
]);
export type Tethering = z.infer<typeof tethering>;

export const observation = z.object({
  system: z.enum(['linux', 'windows', 'macos']),
  /** Whether the computer has USB at all; false only where that was proved. */
  hasUsb: z.boolean(),
  barriers: z.array(barrier).max(12),
  weaknesses: z.array(z.enum(weaknesses)).max(weaknesses.length),
  /** There may be more: whether people may admit devices could not be read. */
  weaknessesUnseen: z.boolean().optional(),
  /** Another management owns these settings: its name. */
  managedBy: z.string().max(80).nullable(),
  media: z.array(medium).max(64),
  /** Phones and modems that give internet now; null when that was not looked at. */
  tethering: z.array(tethering).max(24).nullable(),
});
export type Observation = z.infer<typeof observation>;
