/** Argon2id with the parameters that OWASP names (19 MiB, two passes), one at a time so that sign-ins cannot fill the memory. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

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
