/** What the computer runs from: no disk below it is ever taken for a stick, however many layers lie between. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { forPeople, type Mount } from './mounts.ts';

interface Roots {
  sys: string;
  dev: string;
}

/** One disk with all that was made of it: partitions, containers, volumes, arrays. */
export interface Node {
  /** `sdb1`, `dm-0`. */
  name: string;
  /** `8:17`; null when the kernel's file could not be read. */
  number: string | null;
}

const systemPlaces =
  /^\/($|boot(\/|$)|usr(\/|$)|var(\/|$)|home(\/|$)|opt(\/|$)|srv(\/|$)|root(\/|$)|etc(\/|$)|nix(\/|$))/;
/** Without these no computer runs; a disk that somebody mounts below the others is only theirs. */
const bootPlaces = /^\/($|boot(\/|$)|usr(\/|$))/;
/** Of no disk of this computer: memory, or another computer. What anybody may mount in their own folder is among them. */
const ofNoDisk = /^(nfs4?|cifs|smb3|9p|virtiofs|ceph|autofs|fuse|fuse\..*)$/;
/** Lie on disks and have no number that would tell on which. */
const ofDisksUnnamed = /^(btrfs|bcachefs|zfs)$/;

export class RunsFrom {
  readonly #roots: Roots;
  readonly #mounts: readonly Mount[];
  readonly #numbers = new Set<string>();
  readonly #names = new Set<string>();
  /** The same of what it could not run without. */
  readonly #bootNumbers: ReadonlySet<string>;
  readonly #bootNames: ReadonlySet<string>;
  /** False: it cannot be told what the computer runs from, so any disk may be it. */
  known: boolean;

  /** `bootMounts`: places of the system that this computer's own table mounts when it starts. */
  constructor(
    roots: Roots,
    mounts: readonly Mount[],
    swaps: readonly string[],
    bootMounts: ReadonlySet<string> = new Set(),
  ) {
    this.#roots = roots;
    this.#mounts = mounts;
    this.known = mounts.some(({ place }) => place === '/');
    const isBoot = ({ place }: Mount) =>
      bootPlaces.test(place) || (systemPlaces.test(place) && bootMounts.has(place));
    for (const mount of mounts) if (isBoot(mount)) this.#add(mount);
    for (const swap of swaps) this.#addSwap(swap);
    this.#bootNumbers = new Set(this.#numbers);
    this.#bootNames = new Set(this.#names);
    for (const mount of mounts) if (systemPlaces.test(mount.place)) this.#add(mount);
  }

  isOn(nodes: readonly Node[]): boolean {
    return this.#isAmong(nodes, this.#numbers, this.#names);
  }

  /** What it could not go on without, or was started with; not what somebody mounted below `/srv` or `/home` since. */
  isNeededOn(nodes: readonly Node[]): boolean {
    return this.#isAmong(nodes, this.#bootNumbers, this.#bootNames);
  }

  /** Mounted where only an administrator mounts, as a card that stays in its reader for good. */
  isKept(nodes: readonly Node[], fixedPlaces: ReadonlySet<string>): boolean {
    return (
      this.#mounts
        // What anybody may mount in their own folder, and name after any disk, keeps none.
        .filter(({ type, place }) => !ofNoDisk.test(type) && (!forPeople(place) || fixedPlaces.has(place)))
        .some(mount =>
          this.#isAmong(nodes, new Set([mount.number]), new Set([this.#nodeOf(mount.source) ?? ''])),
        )
    );
  }

  #isAmong(nodes: readonly Node[], numbers: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
    return nodes.some(({ name, number }) => names.has(name) || (number !== null && numbers.has(number)));
  }

  #add({ place, type, number, source }: Mount): void {
    const isRoot = place === '/';
    if (ofNoDisk.test(type)) return;
    // A loop's number tells nothing of the disk on which its file lies.
    if (!/^(0|7):/.test(number)) this.#numbers.add(number);
    const name = this.#nodeOf(source);
    if (name !== null) this.#names.add(name);
    const tells = name === null ? !/^(0|7):/.test(number) : !name.startsWith('loop');
    if (!tells && (isRoot || ofDisksUnnamed.test(type))) this.known = false;
  }

  #addSwap(swap: string): void {
    const name = this.#nodeOf(swap);
    if (name !== null) this.#names.add(name);
    if (swap.startsWith('/dev/')) return;
    const below = this.#mounts.filter(({ place }) => swap.startsWith(place.replace(/\/?$/, '/')));
    const [nearest] = below.sort((a, b) => b.place.length - a.place.length);
    if (nearest !== undefined) this.#add(nearest);
  }

  /** The kernel's name of what a mount calls `/dev/mapper/luks-root` or `/dev/disk/by-uuid/…`; null when there is no such node. */
  #nodeOf(source: string): string | null {
    if (!source.startsWith('/dev/')) return null;
    const given = source.slice('/dev/'.length);
    const blocks = join(this.#roots.sys, 'block');
    const names = namesIn(blocks);
    const isThere = (name: string) =>
      names.includes(name) ||
      names.some(disk => name.startsWith(disk) && namesIn(join(blocks, disk)).includes(name));
    const real = realNameOf(join(this.#roots.dev, given));
    if (real !== null && isThere(real)) return real;
    if (isThere(given)) return given;
    const mapped = given.replace(/^mapper\//, '');
    return names.find(name => mapped !== given && textOf(join(blocks, name, 'dm/name')) === mapped) ?? null;
  }
}

/** The disk itself first, then everything that was made of it. */
export function nodesOf(sys: string, disk: string, seen = new Set<string>()): Node[] {
  if (seen.has(disk)) return [];
  seen.add(disk);
  const folder = join(sys, 'block', disk);
  const parts = namesIn(folder).filter(name => name.startsWith(disk));
  const paths = [folder, ...parts.map(name => join(folder, name))];
  return [
    ...paths.map(path => ({ name: basename(path), number: textOf(join(path, 'dev')) })),
    ...paths.flatMap(path => namesIn(join(path, 'holders'))).flatMap(name => nodesOf(sys, name, seen)),
  ];
}

function realNameOf(path: string): string | null {
  try {
    return basename(realpathSync(path));
  } catch {
    return null;
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
