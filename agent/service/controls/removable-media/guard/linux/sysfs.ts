/** Sticks as the kernel has them, read anew each time: small files that cost microseconds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProbeError } from '../../../control.ts';
import type { Stick } from '../stick.ts';
import { interfacesOf } from './descriptors.ts';
import { bootPlacesIn, fixedPlacesIn, type Mount, mountsIn, swapsIn } from './mounts.ts';
import { type Node, nodesOf, RunsFrom } from './runs-from.ts';

export interface Roots {
  sys: string;
  proc: string;
  dev: string;
  etc: string;
}
export const thisRoots: Roots = { sys: '/sys', proc: '/proc', dev: '/dev', etc: '/etc' };

/** One disk of a stick, its partitions, and what was made of them: an opened container. */
export interface Disk {
  name: string;
  sizeBytes: number;
  /** The kernel's count of what lay in any of its disks, which goes on with each medium; null before Linux 5.15. */
  count: string | null;
  /** Kernel names, the disk's own first. */
  parts: string[];
  /** `dm-0` on `sdb1`. */
  holders: { name: string; on: string }[];
}

const portName = /^\d+-[\d.]+$/;

export class Sysfs {
  readonly #roots: Roots;
  readonly #devices: string;
  #boot: string | undefined;

  constructor(roots: Roots) {
    this.#roots = roots;
    this.#devices = join(roots.sys, 'bus/usb/devices');
  }

  /**
   * None at all is an empty list. Throws ProbeError when USB could not be looked at, and when there are disks on it and
   * the computer may run from any of them.
   */
  sticks(): Stick[] {
    const names = namesIn(this.#devices);
    if (names === null) throw new ProbeError('probe_failed', `${this.#devices} cannot be read`, 'sysfs');
    const from = this.runsFrom();
    const ports = names.filter(name => portName.test(name));
    if (!from.known && ports.some(name => this.disks(name).length > 0))
      throw new ProbeError(
        'probe_failed',
        'it cannot be told from which disk this computer runs',
        'mountinfo',
      );
    return ports.flatMap(name => this.stick(name, from) ?? []);
  }

  /**
   * Null for what is no portable medium, is built in and holds no card or one that stays there, or is or may be what the
   * computer runs from.
   */
  stick(port: string, from: RunsFrom = this.runsFrom()): Stick | null {
    const insertion = this.insertion(port);
    const interfaces = interfacesOf(this.#bytes(port, 'descriptors'));
    const kind = kindOf(interfaces);
    const vendorId = this.#attribute(port, 'idVendor')?.toLowerCase();
    const productId = this.#attribute(port, 'idProduct')?.toLowerCase();
    if (kind === null || !vendorId || !productId) return null;
    const disks = this.disks(port);
    const builtIn = this.isFixed(port);
    if (!this.#mayBeShut(disks, builtIn, from)) return null;
    if (builtIn && this.#isKept(disks, from)) return null;
    const authorized = this.#attribute(port, 'authorized');
    // Pulled out while it was looked at: half of what was read may be of nothing, or of the next one.
    if (!this.isPlugged(port) || this.insertion(port) !== insertion) return null;
    return {
      insertion,
      place: port,
      vendorId,
      productId,
      serial: this.#attribute(port, 'serial') || null,
      kind,
      alsoInput: interfaces.some(one => one.startsWith('03:')),
      ...(builtIn ? { builtIn } : {}),
      admitted: authorized === '1' ? true : authorized === '0' ? false : null,
      sizeBytes: disks.length === 0 ? null : disks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      unlocked: disks.some(({ holders }) => holders.length > 0),
    };
  }

  /** Whether it is still the same insertion with a disk in it that may be shut, wherever that is mounted meanwhile. */
  isHere({ place, insertion, builtIn = false }: Stick): boolean {
    return (
      this.insertion(place) === insertion && this.#mayBeShut(this.disks(place), builtIn, this.runsFrom())
    );
  }

  /** Not an empty reader inside the computer, nor what is or may be what the computer runs from. */
  #mayBeShut(disks: readonly Disk[], builtIn: boolean, from: RunsFrom): boolean {
    if (builtIn && !disks.some(disk => this.#isCard(disk))) return false;
    return disks.every(disk => from.known && !from.isOn(this.#nodes(disk)));
  }

  /** The kernel numbers devices anew at each plug. */
  insertion(port: string): string {
    this.#boot ??= textOf(join(this.#roots.proc, 'sys/kernel/random/boot_id')) ?? 'unknown';
    return `${this.#boot}/${this.#attribute(port, 'busnum')}-${this.#attribute(port, 'devnum')}`;
  }

  /** False once it is pulled out: the kernel's numbers go with it. */
  isPlugged(port: string): boolean {
    return this.#attribute(port, 'devnum') !== null;
  }

  /** Built in, as a card reader may be. */
  isFixed(port: string): boolean {
    return this.#attribute(port, 'removable') === 'fixed';
  }

  isAuthorized(port: string): boolean | null {
    const text = this.#attribute(port, 'authorized');
    return text === null ? null : text === '1';
  }

  disks(port: string): Disk[] {
    const interfaces = (namesIn(join(this.#devices, port)) ?? []).filter(name => name.startsWith(`${port}:`));
    const names = interfaces.flatMap(name => blockBelow(join(this.#devices, port, name), 4));
    return names.map(name => this.#disk(name));
  }

  /** Without the kernel's count a card of the same size is told only while none was seen between the two. */
  medium(port: string): string {
    const full = this.disks(port).filter(({ sizeBytes }) => sizeBytes > 0);
    return full.map(({ name, sizeBytes, count }) => `${name} ${count ?? `of ${sizeBytes}`}`).join(', ');
  }

  /** Whether the computer runs from a disk on USB: then none is shut. */
  runsFromUsb(): boolean {
    const from = this.runsFrom();
    const ports = (namesIn(this.#devices) ?? []).filter(name => portName.test(name));
    return ports.some(port => this.disks(port).some(disk => from.isNeededOn(this.#nodes(disk))));
  }

  runsFrom(): RunsFrom {
    const swaps = swapsIn(textOf(join(this.#roots.proc, 'swaps')) ?? '');
    return new RunsFrom(this.#roots, this.mounts(), swaps, bootPlacesIn(this.#fstab()));
  }

  /** Mounted where no desktop mounts for people: an administrator's, who put it there for good. */
  #isKept(disks: readonly Disk[], from: RunsFrom): boolean {
    const places = fixedPlacesIn(this.#fstab());
    return disks.some(disk => from.isKept(this.#nodes(disk), places));
  }

  #fstab(): string {
    return textOf(join(this.#roots.etc, 'fstab')) ?? '';
  }

  #nodes({ name }: Disk): Node[] {
    return nodesOf(this.#roots.sys, name);
  }

  #isCard({ name, sizeBytes }: Disk): boolean {
    return sizeBytes > 0 && textOf(join(this.#roots.sys, 'block', name, 'removable')) === '1';
  }

  #disk(name: string): Disk {
    const folder = join(this.#roots.sys, 'block', name);
    const partitions = (namesIn(folder) ?? []).filter(one => one.startsWith(name));
    const holdersOf = (path: string, on: string) =>
      (namesIn(join(path, 'holders')) ?? []).map(holder => ({ name: holder, on }));
    return {
      name,
      sizeBytes: Number(textOf(join(folder, 'size')) ?? 0) * 512,
      count: textOf(join(folder, 'diskseq')),
      parts: [name, ...partitions.sort()],
      holders: [...holdersOf(folder, name), ...partitions.flatMap(one => holdersOf(join(folder, one), one))],
    };
  }

  /** The machine's own, not this service's view of them, which systemd fenced off. */
  mounts(): Mount[] {
    const [machine, own] = ['1', 'self'].map(process => join(this.#roots.proc, process, 'mountinfo'));
    return mountsIn(textOf(machine ?? '') ?? textOf(own ?? '') ?? '');
  }

  /** The name by which the device mapper and udisks know `dm-0`: `luks-…`. */
  mapperName(holder: string): string | null {
    return textOf(join(this.#roots.sys, 'block', holder, 'dm/name'));
  }

  #bytes(port: string, name: string): Uint8Array {
    try {
      return readFileSync(join(this.#devices, port, name));
    } catch {
      return new Uint8Array();
    }
  }

  #attribute(port: string, name: string): string | null {
    return textOf(join(this.#devices, port, name));
  }
}

function kindOf(interfaces: readonly string[]): Stick['kind'] | null {
  if (interfaces.some(one => one.startsWith('08:'))) return 'storage';
  return interfaces.some(one => one.startsWith('06:01:')) ? 'phone_or_camera' : null;
}

/** A disk lies some folders below its interface: `host6/target6:0:0/6:0:0:0/block/sdb`. */
function blockBelow(path: string, depth: number): string[] {
  const names = namesIn(path) ?? [];
  if (names.includes('block')) return namesIn(join(path, 'block')) ?? [];
  if (depth === 0) return [];
  return names
    .filter(name => /^(host\d+|target[\d:]+|\d+:\d+:\d+:\d+)$/.test(name))
    .flatMap(name => blockBelow(join(path, name), depth - 1));
}

/** None where there is no such folder; null where it could not be read. */
function namesIn(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '').trim();
  } catch {
    return null;
  }
}
