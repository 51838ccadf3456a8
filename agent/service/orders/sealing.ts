/** Opens what was sealed to this device alone: X25519 with a passing key, HKDF-SHA-256, AES-256-GCM. */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import * as z from 'zod';

/** X25519. `publicKey` is the raw 32 bytes, `secret` the PKCS #8 DER, both base64url. */
export const sealingKey = z.object({ publicKey: z.string(), secret: z.string() });
export type SealingKey = z.infer<typeof sealingKey>;

/** What stands before the 32 bytes in the DER form of a public X25519 key (RFC 8410). */
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const tagBytes = 16;
/** Never twice under one key: each passing key seals once. */
const iv = Buffer.alloc(12);

export function makeSealingKey(): SealingKey {
  const pair = generateKeyPairSync('x25519');
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  return { publicKey: raw.toString('base64url'), secret: secret.toString('base64url') };
}

/** `about` is `sealText` of both ends' keys. Undefined for whatever was not sealed to this key and about this. */
export function unseal(
  own: SealingKey,
  sealed: { key: string; box: string },
  about: string,
): Buffer | undefined {
  try {
    const privateKey = createPrivateKey({
      key: Buffer.from(own.secret, 'base64url'),
      format: 'der',
      type: 'pkcs8',
    });
    const der = Buffer.concat([publicPrefix, Buffer.from(sealed.key, 'base64url')]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const shared = diffieHellman({ privateKey, publicKey });
    const box = Buffer.from(sealed.box, 'base64url');
    const opener = createDecipheriv(
      'aes-256-gcm',
      Buffer.from(hkdfSync('sha256', shared, '', about, 32)),
      iv,
    );
    opener.setAuthTag(box.subarray(-tagBytes));
    return Buffer.concat([opener.update(box.subarray(0, -tagBytes)), opener.final()]);
  } catch {
    return undefined;
  }
}
