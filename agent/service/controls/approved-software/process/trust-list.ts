/**
 * In the short-lived process: which files of the system are true ones, for a fapolicyd that cannot ask dpkg itself
 * (Debian 12). A line is `path size sha256`. Only what can run or be loaded is listed: 1.1.7 reads the list in the square
 * of its length.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from './running.ts';

const info = '/var/lib/dpkg/info';

const places = /^\/(usr|bin|sbin|lib|lib32|lib64|libx32)\//;
/** `/usr/local`: nothing of a package lies there. Modules are loaded by root alone. */
const leftOut =
  /^(\/usr)?\/lib\/(modules|firmware)\/|^\/usr\/(local|include|src|lib\/debug)\/|^\/usr\/share\/(doc|man|locale|icons|fonts|info|zoneinfo|help|backgrounds)\//;
/** Not started, and yet run by what is: libraries, and what interpreters read. */
export const loaded = /\.so(\.[\w.]+)?$|\.(py|pyc|pl|pm|rb|lua|php|tcl|jar|js|mjs|cjs|elc|awk|m4|R)$/;

/** Whether a file of this name and mode can run or be loaded by something that runs. */
export function canRun(path: string, mode: number): boolean {
  if (!places.test(path) || leftOut.test(path)) return false;
  return (mode & 0o111) !== 0 || loaded.test(path);
}

const canBeLoaded = (path: string) => places.test(path) && !leftOut.test(path);

/** Paths as /proc shows them: Debian's lists say `/bin/ls`, and `/bin` is a link. */
export function realPaths(): (path: string) => string {
  const folders = new Map<string, string>();
  return path => {
    const folder = dirname(path);
    let real = folders.get(folder);
    if (real === undefined) {
      try {
        real = realpathSync(folder);
      } catch {
        real = folder;
      }
      folders.set(folder, real);
    }
    return join(real, basename(path));
  };
}

/** What `dpkg-divert` moved elsewhere: three lines each, from, to and the package. */
export function diversions(): Map<string, string> {
  const moved = new Map<string, string>();
  let lines: string[] = [];
  try {
    lines = readFileSync('/var/lib/dpkg/diversions', 'utf8').split('\n');
  } catch {
    return moved;
  }
  for (let at = 0; at + 1 < lines.length; at += 3) moved.set(lines[at] ?? '', lines[at + 1] ?? '');
  return moved;
}

/** 1.1.7 writes a space in a path as `%20` and so on, when the first line says so; such paths are rare and left out. */
const canStand = (path: string) => /^[\x21-\x7e]+$/.test(path) && !path.includes('%');

/** By path: size, time, number and hash of what was listed before, so that only what changed is read again. */
export type Known = Map<string, string>;

/** Reads every package's own list. Throws when there is no dpkg here. */
export function packagedFiles(): Set<string> {
  const real = realPaths();
  const moved = diversions();
  const files = new Set<string>();
  for (const name of readdirSync(info).filter(one => one.endsWith('.list')))
    for (const path of readFileSync(join(info, name), 'utf8').split('\n'))
      if (canBeLoaded(path)) {
        const there = moved.get(path) ?? path;
        files.add(real(path));
        if (there !== path) files.add(real(there));
      }
  return files;
}

export interface TrustList {
  lines: string[];
  known: Known;
}

/** The lines for these files as they are now. */
export function trustLines(files: Iterable<string>, before: Known): TrustList {
  const lines: string[] = [];
  const known: Known = new Map();
  for (const path of files) {
    const line = trustLine(path, before, known);
    if (line !== null) lines.push(line);
  }
  return { lines: lines.sort(), known };
}

function trustLine(path: string, before: Known, known: Known): string | null {
  try {
    const { mode, size, mtimeMs, ctimeMs, ino } = lstatSync(path);
    if ((mode & 0o170000) !== 0o100000 || !canRun(path, mode) || !canStand(path)) return null;
    const stamp = `${size} ${mtimeMs} ${ctimeMs} ${ino} `;
    const old = before.get(path);
    const hash = old?.startsWith(stamp) ? old.slice(stamp.length) : sha256(path);
    if (hash === null) return null;
    known.set(path, `${stamp}${hash}`);
    return `${path} ${size} ${hash}`;
  } catch {
    return null;
  }
}
