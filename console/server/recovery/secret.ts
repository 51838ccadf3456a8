/**
 * The secret of each device, by which codes typed there are proved. Derived from the signing key, so nothing is stored
 * and a backup of that key is a backup of all of them; an epoch makes a new one when it was used or may be known.
 */
import {
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { sealText } from '../../../shared/protocol/transcript.ts';
import type { ConsoleIdentity } from '../context.ts';

const masters = new WeakMap<object, Buffer>();

/** From a signature that is never sent: whoever has the signing key has it. */
function masterKey(identity: Pick<ConsoleIdentity, 'sign'>): Buffer {
  const known = masters.get(identity);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(identity.sign('caretaker.recovery-master.v1')).digest();
  masters.set(identity, made);
  return made;
}

/** 32 bytes. */
export function recoverySecret(
  identity: Pick<ConsoleIdentity, 'sign'>,
  deviceId: string,
  epoch: number,
): Buffer {
  return createHmac('sha256', masterKey(identity))
    .update(`caretaker.recovery-secret.v1\n${deviceId}\n${epoch}`)
    .digest();
}

/**
 * Seals to a device's X25519 key with a passing one. `key` is the passing key's public half, `box` ciphertext and tag.
 * Undefined for a key that no honest device has.
 */
export function seal(
  secret: Uint8Array,
  to: { deviceId: string; epoch: number; key: string },
): { key: string; box: string } | undefined {
  return sealAbout(secret, to.key, passing => sealText(to.deviceId, to.epoch, to.key, passing));
}

/** The same about anything; `about` is given the passing key's public half. */
export function sealAbout(
  secret: Uint8Array,
  to: string,
  about: (passing: string) => string,
): { key: string; box: string } | undefined {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: to }, format: 'jwk' });
    const passing = generateKeyPairSync('x25519');
    const key = passing.publicKey.export({ format: 'jwk' }).x ?? '';
    const shared = diffieHellman({ privateKey: passing.privateKey, publicKey });
    // The key of this cipher seals once, so its nonce can be nothing.
    const sealing = Buffer.from(hkdfSync('sha256', shared, '', about(key), 32));
    const cipher = createCipheriv('aes-256-gcm', sealing, Buffer.alloc(12));
    const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    return { key, box: box.toString('base64url') };
  } catch {
    return undefined;
  }
}
