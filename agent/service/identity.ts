/** The device's key pair and the few cryptographic words that the link is made of. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import * as z from 'zod';

/** Ed25519. `publicKey` is the raw 32 bytes, `secret` the PKCS #8 DER, both base64url. */
export const deviceKey = z.object({ publicKey: z.string(), secret: z.string() });
export type DeviceKey = z.infer<typeof deviceKey>;

/** What stands before the 32 bytes in the DER form of a public Ed25519 key (RFC 8410). Of its own: a small part would hold all of Node's pool, 64 kB. */
const publicPrefix = Buffer.alloc(12, '302a300506032b6570032100', 'hex');

export function makeKey(): DeviceKey {
  const pair = generateKeyPairSync('ed25519');
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  return { publicKey: raw.toString('base64url'), secret: secret.toString('base64url') };
}

/** Ed25519 signature of the UTF-8 text, base64url. */
export function signText(key: DeviceKey, text: string): string {
  const secret = createPrivateKey({
    key: Buffer.from(key.secret, 'base64url'),
    format: 'der',
    type: 'pkcs8',
  });
  return sign(null, Buffer.from(text), secret).toString('base64url');
}

/** False for a wrong signature and for anything that is not a key. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const der = Buffer.concat([publicPrefix, Buffer.from(publicKey, 'base64url')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** SHA-256, base64url. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}

export const randomText = (bytes: number) => randomBytes(bytes).toString('base64url');
