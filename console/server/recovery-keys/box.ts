/**
 * The lock of the kept keys. Its private half comes of the signing key and is never stored: a copy of the database alone
 * opens nothing, and a backup of the signing key is a backup of this.
 */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { diskKeyText } from '../../../shared/protocol/transcript.ts';
import type { ConsoleIdentity } from '../context.ts';
import { sealAbout } from '../recovery/index.ts';

type Signs = Pick<ConsoleIdentity, 'sign'>;

/** What stands before the 32 bytes in the DER form of a private X25519 key (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const tagBytes = 16;
const known = new WeakMap<object, KeyObject>();

/** Ed25519 signs the same text alike each time, so nothing has to be stored. */
function privateKey(identity: Signs): KeyObject {
  const found = known.get(identity);
  if (found !== undefined) return found;
  const seed = Buffer.from(identity.sign('caretaker.disk-keys.v1'), 'base64url');
  const raw = Buffer.from(hkdfSync('sha256', seed, '', 'disk keys', 32));
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, raw]), format: 'der', type: 'pkcs8' });
  known.set(identity, key);
  return key;
}

/** To which devices seal what only this console may read: raw X25519, base64url. */
export function publicKey(identity: Signs): string {
  return createPublicKey(privateKey(identity)).export({ format: 'jwk' }).x ?? '';
}

export interface Sealed {
  key: string;
  box: string;
}
interface Of {
  deviceId: string;
  volume: string;
}

/** Undefined for a key to which nothing can be sealed. */
export function sealFor(to: string, secret: string, { deviceId, volume }: Of): Sealed | undefined {
  return sealAbout(Buffer.from(secret), to, passing => diskKeyText(deviceId, volume, to, passing));
}

/** Undefined for what was altered, moved to another device or volume, or sealed to another console. */
export function open(identity: Signs, sealed: Sealed, { deviceId, volume }: Of): string | undefined {
  try {
    const passing = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: sealed.key }, format: 'jwk' });
    const shared = diffieHellman({ privateKey: privateKey(identity), publicKey: passing });
    const about = diskKeyText(deviceId, volume, publicKey(identity), sealed.key);
    const box = Buffer.from(sealed.box, 'base64url');
    const opener = createDecipheriv(
      'aes-256-gcm',
      Buffer.from(hkdfSync('sha256', shared, '', about, 32)),
      Buffer.alloc(12),
    );
    opener.setAuthTag(box.subarray(-tagBytes));
    return Buffer.concat([opener.update(box.subarray(0, -tagBytes)), opener.final()]).toString();
  } catch {
    return undefined;
  }
}
