/**
 * In the short-lived process, called by apt and dpkg before they unpack: hashes what is about to be installed and tells
 * a running fapolicyd, which then trusts the old and the new file of a path side by side. So no file is ever in place
 * before it is trusted. Never fails: an update must not be held up by this.
 */
import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { Machine } from '../../control.ts';
import { sha256 } from './running.ts';
import { canRun, diversions, realPaths } from './trust-list.ts';

const fifo = '/run/fapolicyd/fapolicyd.fifo';
/** The kernel passes on whole what is not longer than this. */
const atOnce = 4096;

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Every regular file below a folder, as a path from there: `/usr/bin/hello`. */
function* filesBelow(root: string, folder = ''): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else if (entry.isFile()) yield path;
  }
}

/** The lines for what one package will bring. */
async function linesOf(machine: Machine, deb: string, root: string): Promise<string[]> {
  const real = realPaths();
  const moved = diversions();
  await machine.run('dpkg-deb', ['-x', deb, root], { timeoutMs: 300_000 });
  return [...filesBelow(root)].flatMap(path => {
    const { mode, size } = lstatSync(join(root, path));
    if (!canRun(path, mode) || /[^\x21-\x7e]/.test(path)) return [];
    const hash = sha256(join(root, path));
    return hash === null ? [] : [`${real(moved.get(path) ?? path)} ${size} ${hash}\n`];
  });
}

/** Throws ENXIO when nobody reads: then there is nothing to tell either. */
function tell(lines: readonly string[]): void {
  const pipe = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    let waiting = '';
    for (const line of [...lines, '']) {
      if (line !== '' && Buffer.byteLength(waiting + line) <= atOnce) {
        waiting += line;
        continue;
      }
      for (let tries = 0; waiting !== ''; tries += 1) {
        try {
          writeSync(pipe, waiting);
          waiting = '';
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries > 500) throw error;
          pause(20);
        }
      }
      waiting = line;
    }
  } finally {
    closeSync(pipe);
  }
}

/** Waits until the last of them is in the daemon's own database, for ten seconds at most. */
async function untilKnown(machine: Machine, lines: readonly string[]): Promise<boolean> {
  const last = lines.at(-1)?.trimEnd();
  if (last === undefined) return true;
  for (let tries = 0; tries < 20; tries += 1) {
    const { stdout } = await machine.run('fapolicyd-cli', ['--dump-db'], { timeoutMs: 10_000 });
    if (stdout.includes(last)) return true;
    pause(500);
  }
  return false;
}

/** `dpkg -i one.deb` names its packages in its own arguments; this process is its child, by way of a shell. */
export function packagesOfDpkg(from = process.ppid): string[] {
  for (let pid = from, up = 0; pid > 1 && up < 5; up += 1) {
    try {
      if (/\/dpkg$/.test(readlinkSync(`/proc/${pid}/exe`))) return packagesIn(pid);
      pid = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    } catch {
      return [];
    }
  }
  return [];
}

function packagesIn(pid: number): string[] {
  const folder = readlinkSync(`/proc/${pid}/cwd`);
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1);
  const recursive = words.some(word => word === '-R' || word === '--recursive');
  return words
    .filter(word => word !== '' && !word.startsWith('-'))
    .flatMap(word => {
      const path = resolve(folder, word);
      if (!recursive || path.endsWith('.deb')) return [path];
      return [...filesBelow(path)].map(below => join(path, below));
    })
    .filter(path => path.endsWith('.deb'));
}

/** How many files were told. Each package is unpacked in a folder of its own, looked at and taken away again. */
export async function announce(
  machine: Machine,
  debs: readonly string[],
): Promise<{ files: number; known: boolean }> {
  const lines: string[] = [];
  for (const deb of debs) {
    const root = mkdtempSync('/var/tmp/caretaker-incoming-');
    try {
      lines.push(...(await linesOf(machine, deb, root)));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  if (lines.length === 0) return { files: 0, known: true };
  tell(lines);
  return { files: lines.length, known: await untilKnown(machine, lines) };
}
