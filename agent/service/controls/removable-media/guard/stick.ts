/** One portable medium as this computer sees it, and how it is told from others. */
import { createHmac } from 'node:crypto';
import type { MediaIdentity } from '../../../../../shared/protocol/order.ts';

export interface Stick {
  /** Another each time something is plugged in and after each start of the machine: `boot id/bus/number`. */
  insertion: string;
  /** Where the hands find it: a port, an instance id. */
  place: string;
  vendorId: string;
  productId: string;
  /** Null for one that has none or whose serial the system made up. */
  serial: string | null;
  kind: 'storage' | 'phone_or_camera';
  /** It is also a keyboard, a mouse or another input device: never shut off by the guard. */
  alsoInput: boolean;
  /** A card in a reader inside the computer: only what is mounted is shut, never the reader. */
  builtIn?: boolean;
  /** The system lets it be a device at all; null when that could not be seen. */
  admitted: boolean | null;
  /** Null while it is not admitted, or not known. */
  sizeBytes: number | null;
  /** An encrypted container on it was opened. */
  unlocked: boolean;
}

/** The hash by which a school tells a stick from others: HMAC-SHA-256, base64url. Null without a key or a serial. */
export function hashSerial(serial: string | null, key: string | null): string | null {
  if (serial === null || key === null) return null;
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(serial).digest('base64url');
}

/** As orders and events name it. */
export function identityOf(stick: Stick, key: string | null): MediaIdentity {
  const { vendorId, productId, serial } = stick;
  return { vendorId, productId, serialHash: hashSerial(serial, key) };
}

interface Named {
  vendorId: string;
  productId: string;
}

const sameModel = (a: Named, b: Named) => a.vendorId === b.vendorId && a.productId === b.productId;

/** Whether a list entry means this stick. An entry without a serial means every stick of its model. */
export function isListed(stick: Stick, entry: Named & { serial: string | null }): boolean {
  return sameModel(stick, entry) && (entry.serial === null || entry.serial === stick.serial);
}

/** Whether an order means this stick. Without a hash it means one that has no serial, never one that has. */
export function isMeant(stick: Stick, media: MediaIdentity, key: string | null): boolean {
  if (!sameModel(stick, media)) return false;
  if (media.serialHash === null) return stick.serial === null;
  return hashSerial(stick.serial, key) === media.serialHash;
}

/** Devices that the guard never shuts off: it only unmounts what lies on them. */
export const staysOn = ({ alsoInput, builtIn }: Stick): boolean => alsoInput || builtIn === true;
