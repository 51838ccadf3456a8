/** Codes of an authenticator app: RFC 6238 over HMAC-SHA-1, six digits, thirty seconds, as every such app reckons. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const stepMs = 30_000;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map(group => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** The step of the code, or undefined. A clock may be half a minute off; a step up to `after` was used already. */
export function stepOf(secret: Uint8Array, code: string, now: number, after: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const current = Math.floor(now / stepMs);
  return [current, current - 1, current + 1].find(
    step => step > after && timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)),
  );
}

/** What the picture says that an app scans. */
export function otpAddress(secret: Uint8Array, issuer: string, name: string): string {
  const [who, whose] = [issuer, name].map(encodeURIComponent);
  return `otpauth://totp/${who}:${whose}?secret=${base32(secret)}&issuer=${who}`;
}
