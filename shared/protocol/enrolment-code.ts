/**
 * The code that a technician reads out or pastes: 80 bits of secret, 80 bits of the console's
 * fingerprint and 20 bits of checksum, in Crockford's base 32 (https://www.crockford.com/base32.html):
 * `7J2K-…`, nine groups of four. Upper or lower case, O for 0, I and L for 1 and any spacing are accepted.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretBytes = 10;
export const fingerprintBytes = 10;

function toBase32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return text;
}

function fromBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 255);
      value &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(bytes);
}

/** CRC-24 as in RFC 4880 section 6.1, cut to 20 bits: catches a mistyped or swapped letter before any network is used. */
function checksum(bytes: Uint8Array): string {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  const twenty = crc & 0xfffff;
  return [15, 10, 5, 0].map(shift => alphabet[(twenty >>> shift) & 31]).join('');
}

export interface EnrolmentCode {
  /** 10 bytes that only the code holds. */
  secret: Uint8Array;
  /** First 10 bytes of the SHA-256 of the console's raw public signing key. */
  fingerprint: Uint8Array;
}

export function writeEnrolmentCode(code: EnrolmentCode): string {
  const bytes = Uint8Array.from([...code.secret, ...code.fingerprint]);
  return (toBase32(bytes) + checksum(bytes)).match(/.{4}/g)?.join('-') ?? '';
}

/** Undefined when the text is not a code or was mistyped. */
export function readEnrolmentCode(text: string): EnrolmentCode | undefined {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (letters.length !== 36) return undefined;
  const bytes = fromBase32(letters.slice(0, 32));
  if (bytes === undefined || checksum(bytes) !== letters.slice(32)) return undefined;
  return { secret: bytes.slice(0, secretBytes), fingerprint: bytes.slice(secretBytes) };
}
