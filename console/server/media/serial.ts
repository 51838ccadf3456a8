/** The hash by which devices name a stick whose serial they do not send: the same as in the device's guard. */
import { createHmac } from 'node:crypto';

export { schoolSerialKey } from '../policies/index.ts';

export const hashSerial = (serial: string, key: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(serial).digest('base64url');
