/**
 * Codes that can be read out and typed where no network is: the device shows a challenge, the console answers it with
 * a code that only that device's recovery secret can make. Letters are Crockford's base 32, which has no I, L, O or U.
 *
 * - Challenge, `XXXX-XXXX`: six random letters, the secret's epoch (its lowest 5 bits), one check letter.
 * - Code, `XXXXX-XXXXX`: what is allowed (one letter), 40 bits of HMAC-SHA-256 under the recovery secret over
 *   `breakGlassText`, one check letter.
 *
 * The check letter finds every single wrong letter and every two that were swapped, before anything counts as an attempt.
 */
import * as z from 'zod';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLetters = 6;
const macLetters = 8;

/** Ready-made lengths, so that one letter says which; none is longer than a day, for a stick none longer than an hour. */
export const suspendMinutes = [15, 30, 60, 120, 240, 480, 720, 1440] as const;
export const mediaMinutes = [15, 30, 60] as const;

/** What a code allows: every control only watches for so long, or one stick may be used for so long. */
export const breakGlass = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('suspend'), minutes: z.literal(suspendMinutes) }),
  z.strictObject({
    purpose: z.literal('media'),
    access: z.enum(['read_only', 'read_write']),
    minutes: z.literal(mediaMinutes),
  }),
]);
export type BreakGlass = z.infer<typeof breakGlass>;

/** By their letter. Append only: a letter keeps its meaning for ever. */
const acts: readonly BreakGlass[] = [
  ...suspendMinutes.map(minutes => ({ purpose: 'suspend', minutes }) as const),
  ...mediaMinutes.map(minutes => ({ purpose: 'media', access: 'read_only', minutes }) as const),
  ...mediaMinutes.map(minutes => ({ purpose: 'media', access: 'read_write', minutes }) as const),
];

/** What both ends put under the recovery secret. `challenge` as `readChallenge` gives it. */
export function breakGlassText(deviceId: string, challenge: string, act: BreakGlass): string {
  const access = act.purpose === 'media' ? act.access : '-';
  return ['caretaker.break-glass.v1', deviceId, challenge, act.purpose, access, act.minutes].join('\n');
}

/** `bytes` are six random ones. */
export function writeChallenge(bytes: Uint8Array, epoch: number, deviceId: string): string {
  if (bytes.length !== randomLetters) throw new Error(`a challenge takes ${randomLetters} random bytes`);
  const letters = [...bytes, epoch].map(value => letterOf(value & 31)).join('');
  return grouped(letters + checkLetter(letters, deviceId), 4);
}

/** Undefined for what was mistyped or comes from another device (one in 32 of those passes, and then simply does not work). */
export function readChallenge(
  text: string,
  deviceId: string,
): { challenge: string; epochBits: number } | undefined {
  const letters = lettersOf(text, randomLetters + 2);
  if (letters === undefined || checkLetter(letters.slice(0, -1), deviceId) !== letters.at(-1))
    return undefined;
  return { challenge: letters, epochBits: alphabet.indexOf(letters.charAt(randomLetters)) };
}

/** `mac` is the HMAC whole. */
export function writeBreakGlassCode(act: BreakGlass, mac: Uint8Array): string {
  const index = acts.findIndex(one => sameAct(one, act));
  if (index < 0) throw new Error('no letter stands for that');
  const letters = letterOf(index) + macText(mac);
  return grouped(letters + checkLetter(letters, ''), 5);
}

export type ReadCode =
  | { ok: true; act: BreakGlass; mac: string }
  /** `mistyped`: the check letter does not fit. `unknown`: well typed, but of a newer console. */
  | { ok: false; why: 'mistyped' | 'unknown' };

/** Says what a code claims; only its `mac`, compared with `macText`, proves it. */
export function readBreakGlassCode(text: string): ReadCode {
  const letters = lettersOf(text, macLetters + 2);
  if (letters === undefined || checkLetter(letters.slice(0, -1), '') !== letters.at(-1))
    return { ok: false, why: 'mistyped' };
  const act = acts[alphabet.indexOf(letters.charAt(0))];
  if (act === undefined) return { ok: false, why: 'unknown' };
  return { ok: true, act, mac: letters.slice(1, -1) };
}

/** The first 40 bits of an HMAC as eight letters. */
export function macText(mac: Uint8Array): string {
  let bits = 0n;
  for (const byte of mac.subarray(0, 5)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: macLetters }, (_, at) =>
    letterOf(Number((bits >> BigInt(5 * (macLetters - 1 - at))) & 31n)),
  ).join('');
}

/**
 * The epoch that a challenge means, nearest to `known`: a device may hold a secret that is some epochs older than the
 * console's newest, or newer than a restored console knows.
 */
export function nearestEpoch(epochBits: number, known: number): number {
  const back = (((known - epochBits) % 32) + 32) % 32;
  const behind = known - back;
  return back > 28 || behind < 1 ? behind + 32 : behind;
}

const letterOf = (value: number) => alphabet.charAt(value);

const grouped = (letters: string, size: number) =>
  letters.match(new RegExp(`.{${size}}`, 'g'))?.join('-') ?? '';

/** Upper or lower case, O for 0, I and L for 1 and any spacing are accepted. */
function lettersOf(text: string, count: number): string | undefined {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (letters.length !== count || [...letters].some(letter => !alphabet.includes(letter))) return undefined;
  return letters;
}

function sameAct(one: BreakGlass, other: BreakGlass): boolean {
  if (one.minutes !== other.minutes || one.purpose !== other.purpose) return false;
  return one.purpose === 'suspend' || (other.purpose === 'media' && one.access === other.access);
}

/** A weighted sum in the field of 32 elements, with another weight for every place; `beside` is known to both and not typed. */
function checkLetter(letters: string, beside: string): string {
  let sum = 0;
  let weight = 2;
  for (const letter of letters) {
    sum ^= times(weight, alphabet.indexOf(letter));
    weight = times(weight, 2);
  }
  let fold = 0;
  for (const letter of beside) fold = times(fold, 2) ^ (letter.charCodeAt(0) & 31);
  return letterOf(sum ^ fold);
}

/** In GF(32), modulo x⁵ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) if (((b >> bit) & 1) === 1) product ^= a << bit;
  for (let bit = 8; bit >= 5; bit--) if (((product >> bit) & 1) === 1) product ^= 0b100101 << (bit - 5);
  return product;
}
