/** Argon2id with the parameters that OWASP names (19 MiB, two passes), one at a time so that sign-ins cannot fill the memory. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { favourites, lines, worthless } from './common-passwords.ts';

interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

let lane: Promise<unknown> = Promise.resolve();

function derive(password: string, nonce: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
  const run = () =>
    new Promise<Buffer>((resolve, reject) => {
      // Composed and decomposed accents are the same password, whichever keyboard wrote them.
      const message = password.normalize('NFC');
      argon2('argon2id', { message, nonce, parallelism, tagLength, memory, passes }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  const result = lane.then(run);
  lane = result.catch(() => undefined);
  return result;
}

/** A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(key)}`;
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

/** Takes as long when there is no such account or no password (`stored` null), and answers false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts =
    stored === null ? null : /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!parts) {
    await derive(password, randomBytes(16), cost);
    return false;
  }
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts;
  const stated = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const key = await derive(password, Buffer.from(salt, 'base64'), stated);
  const expected = Buffer.from(hash, 'base64');
  return key.length === expected.length && timingSafeEqual(key, expected);
}

/** Different characters that must stand beside what everybody guesses. */
const fewest = 6;
const shortestRun = 3;
const runs = lines.flatMap(line => [line, [...line].reverse().join('')]);
const letterFor: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
};

/**
 * Whether the password is among the first that people guess: built from a listed word, one character, a repeated
 * half, a keyboard run, or a word of `about`: the names of the school and of the person.
 */
export function isGuessable(password: string, about: readonly string[] = []): boolean {
  const plain = password
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/gu, '');
  return repeats(plain) || new Set(unlisted(plain, about)).size < fewest;
}

/** `abcabcab` and, with a tail such as `1!`, `passwordpassword1!`. */
function repeats(plain: string): boolean {
  const words = plain.replace(/[^\p{L}]{1,4}$/u, '');
  const half = Math.floor(words.length / 2);
  return Array.from({ length: half }, (_, index) => index + 1).some(
    period => words.slice(period) === words.slice(0, -period),
  );
}

/** The characters that belong to no listed word and no run. */
function unlisted(plain: string, about: readonly string[]): string[] {
  const folded = plain.replace(/[013457@$]/g, sign => letterFor[sign] ?? sign);
  const held = favourites.filter(word => folded.includes(word));
  const listed = [...worthless, ...wordsOf(about), ...(held.length < 3 ? held : [])];
  const taken = new Set<number>();
  const take = (from: number, length: number) => {
    for (let at = from; at < from + length; at += 1) taken.add(at);
  };
  for (const word of listed)
    for (const text of [plain, folded])
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) take(at, word.length);
  for (let at = 0; at + shortestRun <= plain.length; at += 1) {
    const three = plain.slice(at, at + shortestRun);
    if (runs.some(run => run.includes(three))) take(at, shortestRun);
  }
  return plain.split('').filter((_, at) => !taken.has(at));
}

const wordsOf = (names: readonly string[]) =>
  names
    .flatMap(name =>
      name
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter(word => word.length > 2);
