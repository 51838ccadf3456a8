/** Secrets that must be read again are kept under a key that the database does not hold: it comes of the signing key. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ConsoleIdentity } from '../context.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Ed25519 signs the same text alike each time, so nothing has to be stored. */
function keyOf(identity: Pick<ConsoleIdentity, 'sign'>): Buffer {
  const seed = Buffer.from(identity.sign('caretaker.sealed-secrets.v1'), 'base64url');
  return Buffer.from(hkdfSync('sha256', seed, '', 'second step', 32));
}

/** `about` is bound to it: a sealed secret that is moved to another row does not open. */
export function seal(identity: Pick<ConsoleIdentity, 'sign'>, secret: Uint8Array, about: string): string {
  const nonce = randomBytes(nonceBytes);
  const work = createCipheriv(cipher, keyOf(identity), nonce).setAAD(Buffer.from(about));
  const body = Buffer.concat([work.update(secret), work.final()]);
  return Buffer.concat([nonce, work.getAuthTag(), body]).toString('base64url');
}

/** Throws when it was altered, moved, or sealed by another console. */
export function unseal(identity: Pick<ConsoleIdentity, 'sign'>, sealed: string, about: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, nonceBytes);
  const work = createDecipheriv(cipher, keyOf(identity), nonce)
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([work.update(bytes.subarray(nonceBytes + tagBytes)), work.final()]);
}
