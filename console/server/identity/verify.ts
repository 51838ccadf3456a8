/** Checks what devices sign. */
import { createPublicKey, verify } from 'node:crypto';

/** `key` is a raw Ed25519 public key; key and signature base64url. False for anything that is not right, never throws. */
export function verifies(key: string, text: string, signature: string): boolean {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
