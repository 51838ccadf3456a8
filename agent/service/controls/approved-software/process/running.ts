/** In the short-lived process, on Linux: which programs people run now, by /proc. No name of a program leaves it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import type { Machine } from '../../control.ts';
import { bundleOf, linuxPathClass } from '../path-class.ts';
import { liesOpen } from './open-folders.ts';

/** Of one process: where its program lies, and by what it can be read even when the file was replaced. */
interface Running {
  path: string;
  through: string;
  uid: number;
}

const longest = 300 * 1024 * 1024;
/** One for all: a new megabyte for each of some thousand small files costs more than hashing them. */
let block: Buffer | undefined;

/** Null for a file that is too big or that went away. */
export function sha256(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const hash = createHash('sha256');
    block ??= Buffer.allocUnsafe(256 * 1024);
    for (let total = 0; ; ) {
      const count = readSync(file, block, 0, block.length, null);
      if (count === 0) return hash.digest('hex');
      total += count;
      if (total > longest) return null;
      hash.update(block.subarray(0, count));
    }
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** The same file has the same key until it is changed; nobody can tell the path from it. */
function keyOf({ path, through }: Running): string | null {
  try {
    const { size, mtimeMs, ino } = statSync(through);
    return createHash('sha256').update(`${path}\n${size}\n${mtimeMs}\n${ino}`).digest('hex').slice(0, 16);
  } catch {
    return null;
  }
}

/** Root's programs are the system's own work and are never stopped. */
function runningNow(): Running[] {
  const byPath = new Map<string, Running>();
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const through = `/proc/${pid}/exe`;
      const path = readlinkSync(through).replace(/ \(deleted\)$/, '');
      const uid = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      if (path.startsWith('/') && uid > 0) byPath.set(`${path}\n${uid}`, { path, through, uid });
    } catch {
      // It ended in the meantime, or belongs to the kernel.
    }
  }
  return [...byPath.values()];
}

const literally = (path: string) => path.replace(/[\\*?[]/g, '\\$&');
/** Debian's lists say `/bin/ls` for what lies in `/usr/bin/ls`. */
const spellings = (path: string) => (path.startsWith('/usr/') ? [path, path.slice(4)] : [path]);

/** Package by path, as far as dpkg or rpm knows. Empty where neither is here. */
export async function packagesOf(machine: Machine, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < paths.length; from += 100) {
    const some = paths.slice(from, from + 100);
    const asked = some.flatMap(spellings).map(literally);
    const said = await machine.run('dpkg-query', ['-S', ...asked], { timeoutMs: 20_000 });
    if (said.missing) return packagesByRpm(machine, paths);
    const owners = new Map(
      [...said.stdout.matchAll(/^([^\s,:]+)(?::\w+)?(?:, [^\s,:]+(?::\w+)?)*: (\/.*)$/gm)].map(
        ([, name = '', path = '']) => [path, name],
      ),
    );
    for (const path of some) {
      const owner = spellings(path)
        .map(one => owners.get(one))
        .find(name => name !== undefined);
      if (owner !== undefined) found.set(path, owner);
    }
  }
  return found;
}

async function packagesByRpm(machine: Machine, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < paths.length; from += 100) {
    const some = paths.slice(from, from + 100);
    const said = await machine.run('rpm', ['-qf', '--qf', '%{NAME}\\n', ...some], { timeoutMs: 20_000 });
    const lines = said.stdout.split('\n').slice(0, -1);
    if (said.missing || lines.length !== some.length) continue;
    for (const [index, path] of some.entries()) {
      const name = lines[index] ?? '';
      if (/^[\w.+-]{1,120}$/.test(name)) found.set(path, name);
    }
  }
  return found;
}

/** `through` is where it can be read. The hash is reckoned only for what no package brought. */
export async function describe(
  machine: Machine,
  files: readonly { path: string; through: string }[],
): Promise<Program[]> {
  const packages = await packagesOf(
    machine,
    files.map(({ path }) => path),
  );
  return files.map(({ path, through }) => {
    const from = bundleOf(path) ?? packages.get(path)?.slice(0, 120) ?? null;
    return {
      publisher: null,
      product: null,
      package: from,
      hash: from === null ? sha256(through) : null,
      pathClass: liesOpen(path) ? ('user_writable' as const) : linuxPathClass(path),
      stopped: 'no' as const,
    };
  });
}

export interface Sample {
  /** Keys of what runs and was known before. */
  known: string[];
  /** By key, what was not. */
  fresh: [string, Program][];
  /** Numbers of the people who run something. They stay on this device. */
  users: number[];
}

/** `known` are keys that need no second look; at most 60 new programs are looked at in one round. */
export async function sample(machine: Machine, known: ReadonlySet<string>): Promise<Sample> {
  const running = runningNow();
  const byKey = new Map<string, Running>();
  for (const one of running) {
    const key = keyOf(one);
    if (key !== null) byKey.set(key, one);
  }
  const unknown = [...byKey].filter(([key]) => !known.has(key)).slice(0, 60);
  const programs = await describe(
    machine,
    unknown.map(([, one]) => one),
  );
  const people = running.filter(({ uid }) => uid >= 1000 && uid < 60_000).map(({ uid }) => uid);
  return {
    known: [...byKey.keys()].filter(key => known.has(key)),
    fresh: unknown.flatMap(([key], index) => {
      const program = programs[index];
      return program === undefined ? [] : [[key, program] as [string, Program]];
    }),
    users: [...new Set(people)],
  };
}
