/**
 * In the short-lived process, on Linux: what lies among the programs that an administrator put there for everybody and
 * can yet be changed by people. By owner, group and mode; access lists (ACLs) are not read.
 */
import { type Dirent, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { loaded } from './trust-list.ts';

/** Where no package vouches for what lies there (fapolicyd/rules.ts). What snap and flatpak keep is theirs alone. */
export const administratorFolders = ['/etc', '/opt', '/usr/local'];

export interface People {
  /** Numbers of groups that a person is in. */
  groups: ReadonlySet<number>;
}

const isPerson = (uid: number) => uid >= 1000 && uid < 60_000;

/** `passwd` and `group` as in /etc; a directory's groups are not in them. */
export function peopleIn(passwd: string, group: string): People {
  const names = new Set<string>();
  const groups = new Set<number>();
  for (const line of passwd.split('\n')) {
    const [name = '', , uid, gid] = line.split(':');
    if (!isPerson(Number(uid))) continue;
    names.add(name);
    groups.add(Number(gid));
  }
  for (const line of group.split('\n')) {
    const [, , gid, members = ''] = line.split(':');
    if (members.split(',').some(name => names.has(name))) groups.add(Number(gid));
  }
  return { groups };
}

const textOf = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const peopleHere = () => peopleIn(textOf('/etc/passwd'), textOf('/etc/group'));

/** Whoever owns it can give themselves the right. */
export const isOpen = (
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  { groups }: People,
): boolean => (mode & 0o002) !== 0 || isPerson(uid) || ((mode & 0o020) !== 0 && groups.has(gid));

export interface Open {
  /** Folders (ending in `/`) and single files. They stay on this device. */
  paths: string[];
  complete: boolean;
}

const most = { entries: 50_000, timeMs: 5000, paths: 50 };

/** What could be run or loaded; a log that people write to is no program. */
const matters = (name: string, mode: number) => (mode & 0o111) !== 0 || loaded.test(name);

export function openBelow(roots: readonly string[], people: People): Open {
  const open: Open = { paths: [], complete: true };
  const waiting = [...roots];
  const end = performance.now() + most.timeMs;
  for (let entries = 0; waiting.length > 0; ) {
    const folder = waiting.pop() ?? '';
    let inside: Dirent[] = [];
    try {
      inside = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') open.complete = false;
    }
    for (const entry of inside) {
      if (++entries > most.entries || performance.now() > end || open.paths.length >= most.paths)
        return { ...open, complete: false };
      const path = join(folder, entry.name);
      if (entry.isDirectory() ? isOpenAt(path, people) : isOpenFile(path, entry, people))
        open.paths.push(entry.isDirectory() ? `${path}/` : path);
      else if (entry.isDirectory()) waiting.push(path);
    }
  }
  return open;
}

function isOpenAt(path: string, people: People): boolean {
  try {
    return isOpen(lstatSync(path), people);
  } catch {
    return false;
  }
}

function isOpenFile(path: string, entry: Dirent, people: People): boolean {
  if (!entry.isFile()) return false;
  try {
    const stats = lstatSync(path);
    return matters(entry.name, stats.mode) && isOpen(stats, people);
  } catch {
    return false;
  }
}

export const openHere = (): Open => openBelow(administratorFolders, peopleHere());

/** Whether people could have put this very program there, or changed it. */
export function liesOpen(path: string): boolean {
  if (!administratorFolders.some(root => path.startsWith(`${root}/`))) return false;
  const people = peopleHere();
  for (let at = path; !administratorFolders.includes(at) && at !== '/'; at = dirname(at))
    if (isOpenAt(at, people)) return true;
  return false;
}
