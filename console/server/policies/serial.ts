/** The hash by which devices name a stick whose serial they do not send: the same as in the device's guard. */
import { createHmac } from 'node:crypto';

export const hashSerial = (serial: string, key: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(serial).digest('base64url');

/** A list is asked about each device's sticks in turn. */
export function hasherOf(key: string): (serial: string) => string {
  const known = new Map<string, string>();
  return serial => {
    const hash = known.get(serial) ?? hashSerial(serial, key);
    known.set(serial, hash);
    return hash;
  };
}
