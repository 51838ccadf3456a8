/**
 * In the short-lived process, on Linux and macOS: programs that lie in places people write to. Bounded by entries and
 * time; what leaves it is a kind of place, a hash and on macOS who signed it, never a name.
 */
import { closeSync, type Dirent, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Found, Place } from '../../../../../shared/controls/approved-software/observation.ts';
import { sha256 } from './running.ts';

interface Start {
  folder: string;
  place: Place;
  depth: number;
}

export interface Searched {
  complete: boolean;
  count: number;
  found: Found[];
}

export interface SearchLimits {
  entries: number;
  timeMs: number;
}

const usual: SearchLimits = { entries: 20_000, timeMs: 10_000 };
const mostTold = 50;
const mostHashed = 100 * 1024 * 1024;

/** The first bytes of a file, as far as there are any. */
function head(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(8);
    return bytes.subarray(0, readSync(file, bytes, 0, 8, 0));
  } finally {
    closeSync(file);
  }
}

/** Mach-O in both orders of bytes, alone and for several processors. */
const machO = ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', 'cafebabf'];

const installers = /\.(deb|rpm|msi|appimage|flatpakref|m?pkg|dmg|snap)$/i;
const windowsNames = /\.(exe|com|scr|bat|cmd|ps1|msi|jar)$/i;

/** A file is a program by what it begins with; a script only when it may also be started. */
function kindOf(path: string, name: string, mode: number): Found['kind'] | null {
  const startable = (mode & 0o111) !== 0;
  if (!startable && !installers.test(name) && !windowsNames.test(name)) return null;
  const start = head(path);
  if (installers.test(name)) return 'installer';
  if (start.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) return 'program';
  if (start.subarray(0, 2).toString('latin1') === 'MZ') return 'program';
  if (startable && machO.includes(start.subarray(0, 4).toString('hex'))) return 'program';
  if (start.subarray(0, 2).toString('latin1') === '#!' && startable) return 'script';
  return /\.(jar|bat|cmd|ps1)$/i.test(name) ? 'script' : null;
}

const entriesOf = (folder: string) => readdirSync(folder, { withFileTypes: true });
const isAbsent = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

class Search {
  readonly #limits: SearchLimits;
  readonly #entriesOf: typeof entriesOf;
  readonly #end: number;
  #entries = 0;
  readonly searched: Searched = { complete: true, count: 0, found: [] };
  /** Of each that was found, where it lies. */
  readonly paths: string[] = [];

  constructor(limits: SearchLimits, read: typeof entriesOf) {
    this.#limits = limits;
    this.#entriesOf = read;
    this.#end = performance.now() + limits.timeMs;
  }

  below({ folder, place, depth }: Start): void {
    let entries: Dirent[];
    try {
      entries = this.#entriesOf(folder);
    } catch (error) {
      // A folder that is closed even to root (a network folder, macOS’ protection) may hold anything.
      if (!isAbsent(error)) this.searched.complete = false;
      return;
    }
    for (const entry of entries) {
      this.#entries += 1;
      if (this.#entries > this.#limits.entries || performance.now() > this.#end) {
        this.searched.complete = false;
        return;
      }
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 0) this.below({ folder: path, place, depth: depth - 1 });
      else if (entry.isDirectory() && place !== 'profile') this.searched.complete = false;
      else if (entry.isFile()) this.#look(path, entry.name, place);
    }
  }

  #look(path: string, name: string, place: Place): void {
    try {
      const { mode, size } = lstatSync(path);
      const kind = kindOf(path, name, mode);
      if (kind === null) return;
      this.searched.count += 1;
      if (this.searched.found.length >= mostTold) {
        this.searched.complete = false;
        return;
      }
      const hash = size > mostHashed ? null : sha256(path);
      const pathClass = place === 'removable' ? 'removable' : 'user_writable';
      this.paths.push(path);
      this.searched.found.push({ place, kind, publisher: null, product: null, hash, pathClass });
    } catch (error) {
      if (!isAbsent(error)) this.searched.complete = false;
    }
  }
}

/** `XDG_DOWNLOAD_DIR="$HOME/Lawrlwythiadau"`: folders are called by the person's own language. */
function named(home: string, key: string, usualName: string): string {
  try {
    const text = readFileSync(join(home, '.config/user-dirs.dirs'), 'utf8').slice(0, 10_000);
    const [, name] = new RegExp(`^XDG_${key}_DIR="\\$HOME/([^"]+)"`, 'm').exec(text) ?? [];
    if (name !== undefined && !name.split('/').includes('..')) return join(home, name);
  } catch {
    // A person who never opened a desktop has no such file.
  }
  return join(home, usualName);
}

/** Homes of people, not of the system's own accounts. */
export function homesIn(passwd: string): string[] {
  const homes = passwd.split('\n').flatMap(line => {
    const [, , uid, , , home] = line.split(':');
    const person = Number(uid) >= 1000 && Number(uid) < 60_000;
    return person && home?.startsWith('/') && home !== '/' ? [home] : [];
  });
  return [...new Set(homes)];
}

/** A folder that cannot be read has no homes here; whoever searches them says so. */
function homesBelow(folder: string): string[] {
  try {
    return entriesOf(folder)
      .filter(one => one.isDirectory() && !one.name.startsWith('.') && one.name !== 'lost+found')
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

const inHome = (home: string): Start[] => [
  { folder: named(home, 'DOWNLOAD', 'Downloads'), place: 'downloads', depth: 8 },
  { folder: named(home, 'DESKTOP', 'Desktop'), place: 'desktop', depth: 8 },
  { folder: join(home, '.local/bin'), place: 'own_programs', depth: 8 },
  { folder: join(home, 'bin'), place: 'own_programs', depth: 8 },
  { folder: join(home, 'Applications'), place: 'own_programs', depth: 8 },
  { folder: home, place: 'profile', depth: 0 },
];

const everywhere = (place: Place, folders: readonly string[]): Start[] =>
  folders.map(folder => ({ folder, place, depth: 8 }));

const starts = (homes: readonly string[], root: string): Start[] => [
  ...homes.flatMap(inHome),
  ...everywhere(
    'temporary',
    ['/tmp', '/var/tmp', '/dev/shm'].map(folder => `${root}${folder}`),
  ),
  ...everywhere(
    'removable',
    ['/media', '/run/media'].map(folder => `${root}${folder}`),
  ),
];

/** The system's own disk is a link below Volumes, and links are not followed. */
const startsOnMac = (root: string): Start[] => [
  ...homesBelow(`${root}/Users`)
    .filter(home => !home.endsWith('/Shared'))
    .flatMap(inHome),
  ...everywhere(
    'temporary',
    ['/private/tmp', '/private/var/tmp', '/Users/Shared'].map(folder => `${root}${folder}`),
  ),
  ...everywhere('removable', [`${root}/Volumes`]),
];

/** The service has temporary folders of its own; those of everybody are seen through the first process. */
const everybody = '/proc/1/root';

function rootOfAll(): string {
  try {
    readdirSync(`${everybody}/tmp`);
    return everybody;
  } catch {
    return '';
  }
}

/** Homes as in /etc/passwd; also used by tests on folders of their own. */
export function searchHomes(
  homes: readonly string[],
  root: string,
  limits: SearchLimits = usual,
  read = entriesOf,
): Searched {
  const search = new Search(limits, read);
  for (const start of starts(homes, root)) search.below(start);
  return search.searched;
}

/** With the homes of those that a directory knows and `/etc/passwd` does not. */
export function searchPlaces(): Searched {
  const homes = [...homesIn(readFileSync('/etc/passwd', 'utf8')), ...homesBelow('/home')];
  return searchHomes([...new Set(homes)], rootOfAll());
}

/** So many are asked of codesign; the others have a hash. */
const mostSigned = 15;

/** `signed` says who signed the program at a path. */
export async function searchMac(
  signed: (path: string) => Promise<Pick<Found, 'publisher' | 'product'>>,
  root = '',
  limits: SearchLimits = usual,
): Promise<Searched> {
  const search = new Search(limits, entriesOf);
  for (const start of startsOnMac(root)) search.below(start);
  const { found } = search.searched;
  for (const [at, one] of found.slice(0, mostSigned).entries())
    if (one.kind === 'program') found[at] = { ...one, ...(await signed(search.paths[at] ?? '')) };
  return search.searched;
}
