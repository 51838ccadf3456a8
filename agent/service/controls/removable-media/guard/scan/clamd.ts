/** clamd, over its own socket: what it is, and what it says of one stream of bytes. It never learns a name of a file. */
import { createConnection, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

const answerWithinMs = 120_000;
const longestAnswer = 4096;

/** `clean`, the names found, or why there is no answer. `too_large`: more than it takes. `unseen`: not all was looked into. */
export type Spoken =
  | { kind: 'clean' }
  | { kind: 'found'; name: string }
  | { kind: 'unseen'; name: string }
  | { kind: 'too_large' }
  | { kind: 'failed'; why: string };

/** What it tells of under `AlertEncrypted` and `AlertExceedsMax` is no virus (clamd.conf(5)). */
const unlooked = /^Heuristics\.(Encrypted|Limits\.Exceeded)\b/;

/** `stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, `INSTREAM size limit exceeded. ERROR`. */
export function spokenIn(reply: string): Spoken {
  const text = reply.replaceAll('\0', '').trim();
  if (/^stream: OK$/.test(text)) return { kind: 'clean' };
  const found = /^stream: (.+) FOUND$/.exec(text);
  if (found) {
    const name = (found[1] ?? '').slice(0, 120);
    return { kind: unlooked.test(name) ? 'unseen' : 'found', name };
  }
  if (/size limit exceeded/.test(text)) return { kind: 'too_large' };
  return { kind: 'failed', why: text.slice(0, 120) || 'clamd hung up' };
}

/** Sends one command and what `send` writes after it, and answers clamd's reply. Rejects with the socket's own error. */
function ask(path: string, command: string, send: (socket: Socket) => Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    let answer = '';
    const give = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.setTimeout(answerWithinMs, () => give(() => reject(new Error('clamd did not answer in time'))));
    socket.setEncoding('utf8');
    socket.once('connect', () => {
      socket.write(`z${command}\0`);
      send(socket).catch(error => give(() => reject(error)));
    });
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.includes('\0') || answer.length > longestAnswer) give(() => resolve(answer));
    });
    socket.once('end', () => give(() => resolve(answer)));
    // It may have said why before it hung up on what we still sent.
    socket.once('error', error => give(() => (answer === '' ? reject(error) : resolve(answer))));
  });
}

export async function versionOf(path: string): Promise<{ engine: string; signaturesAt: number | null }> {
  const reply = (await ask(path, 'VERSION', async () => {})).replaceAll('\0', '').trim();
  const [engine = '', , date] = reply.split('/');
  const at = date === undefined ? Number.NaN : Date.parse(`${date} UTC`);
  return { engine: engine.slice(0, 80), signaturesAt: Number.isNaN(at) ? null : at };
}

async function written(socket: Socket, bytes: Uint8Array): Promise<void> {
  // What clamd said before it hung up is read before a write that fails throws it away.
  await new Promise(setImmediate);
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Error('clamd hung up'));
    socket.write(bytes, error => (error ? reject(error) : resolve()));
  });
}

const framed = (length: number) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return head;
};

/** INSTREAM (clamd(8)): each chunk behind its length, then a length of nothing. Never rejects. */
export async function scanStream(path: string, chunks: () => Iterable<Uint8Array>): Promise<Spoken> {
  try {
    const reply = await ask(path, 'INSTREAM', async socket => {
      for (const chunk of chunks()) {
        if (socket.destroyed) return;
        await written(socket, framed(chunk.length));
        await written(socket, chunk);
      }
      await written(socket, framed(0));
    });
    return spokenIn(reply);
  } catch (error) {
    return { kind: 'failed', why: String((error as Error).message).slice(0, 120) };
  }
}

/** A ZIP file of one entry under a password, in bytes (APPNOTE 4.3.7, 4.3.12, 4.3.16): what both headers of it say. */
const entry = `1400010000000000000000000000${'01000000'.repeat(3)}`;
const lockedZip = Buffer.from(
  `504b0304${entry}615a504b01021400${entry}${'00'.repeat(14)}61504b050600000000010001002f000000200000000000`,
  'hex',
);
/** More layers than clamd’s `MaxRecursion` can be set to. */
const layers = 110;

/**
 * Whether it says so where it could not look into all of an archive: told by two of which it cannot. So it is known as
 * the daemon runs, whatever its file says by now.
 */
export async function tellsOfUnseen(path: string): Promise<boolean> {
  let deep: Buffer = Buffer.from('deep');
  for (let layer = 0; layer < layers; layer++) deep = gzipSync(deep);
  for (const bytes of [lockedZip, deep])
    if ((await scanStream(path, () => [bytes])).kind !== 'unseen') return false;
  return true;
}

export interface Configured {
  socket: string | null;
  /** The most that a stream may be. */
  maxStreamBytes: number | null;
  /** The most of what is in one archive. */
  maxScanBytes: number | null;
}

/** The socket to try and the limits, as a configuration says them. */
export function configured(text: string): Configured {
  const setting = (name: string) => new RegExp(`^\\s*${name}\\s+"?([^\\s"]+)"?\\s*$`, 'm').exec(text)?.[1];
  const least = (...names: string[]) => {
    const limits = names.map(name => bytesIn(setting(name))).filter(size => size !== null);
    return limits.length === 0 ? null : Math.min(...limits);
  };
  return {
    socket: setting('LocalSocket') ?? null,
    maxStreamBytes: least('StreamMaxLength', 'MaxFileSize'),
    maxScanBytes: least('MaxScanSize'),
  };
}

const units: Partial<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function bytesIn(text: string | undefined): number | null {
  const [, digits, unit = ''] = /^(\d+)([KMG]?)$/i.exec(text ?? '') ?? [];
  const bytes = Number(digits) * (units[unit.toUpperCase()] ?? 1);
  // 0 is “no limit”.
  return digits === undefined || bytes === 0 ? null : bytes;
}
