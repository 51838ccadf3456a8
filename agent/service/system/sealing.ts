/** Seals to one reader, and opens what was sealed to this device alone: X25519 with a passing key, HKDF-SHA-256, AES-256-GCM. */
import {
  createCipheriv,
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
const publicPrefix = Buffer.alloc(12, '302a300506032b656e032100', 'hex');
const tagBytes = 16;
/** Never twice under one key: each passing key seals once. */
const iv = Buffer.alloc(12);

export function makeSealingKey(): SealingKey {
  const pair = generateKeyPairSync('x25519');
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  return { publicKey: raw.toString('base64url'), secret: secret.toString('base64url') };
}

/** `to` is the raw public key, base64url; `about` is made of the passing key's public half. Throws for a key that is none. */
export function seal(
  secret: Uint8Array,
  to: string,
  about: (passing: string) => string,
): { key: string; box: string } {
  const passing = makeSealingKey();
  const shared = diffieHellman({ privateKey: privateOf(passing), publicKey: publicOf(to) });
  const cipher = createCipheriv(
    'aes-256-gcm',
    Buffer.from(hkdfSync('sha256', shared, '', about(passing.publicKey), 32)),
    iv,
  );
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return { key: passing.publicKey, box: box.toString('base64url') };
}

const privateOf = ({ secret }: SealingKey) =>
  createPrivateKey({ key: Buffer.from(secret, 'base64url'), format: 'der', type: 'pkcs8' });

const publicOf = (raw: string) =>
  createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(raw, 'base64url')]),
    format: 'der',
    type: 'spki',
  });

/** `about` is `sealText` of both ends' keys. Undefined for whatever was not sealed to this key and about this. */
export function unseal(
  own: SealingKey,
  sealed: { key: string; box: string },
  about: string,
): Buffer | undefined {
  try {
    const shared = diffieHellman({ privateKey: privateOf(own), publicKey: publicOf(sealed.key) });
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
