/** Linux: what is plugged in by sysfs, let in and shut out by USBGuard, mounted by people through udisks and polkit's list. */
import { closeSync, constants, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pause } from '../../../../system/clock.ts';
import type { Machine } from '../../../control.ts';
import {
  type Access,
  type Closed,
  type EndedList,
  type Hands,
  NothingInIt,
  type Opening,
  type ScanLimits,
  type ScanProgress,
  type ScanResult,
  type Seen,
  type Session,
} from '../hands.ts';
import { type Stick, staysOn } from '../stick.ts';
import { endedList } from './ended-list.ts';
import { sessionsOf } from './logind.ts';
import { dropOpened, type Opened, openedListPath, writeOpened } from './opened-list.ts';
import { scanStick } from './scan-unit.ts';
import { type Disk, type Roots, Sysfs, thisRoots } from './sysfs.ts';
import { Transient } from './transient.ts';
import { decide, deviceAt } from './usbguard.ts';
import { watchLinux } from './watch.ts';

export interface LinuxParts {
  machine: Machine;
  /** Already outside the service's walls: nothing is handed to systemd. */
  direct?: boolean;
  /** The service has the list of what is open: of other sticks nothing is taken out of it. */
  beside?: boolean;
  /** Whether systemd runs here; looked up when left out. */
  systemd?: boolean;
  roots?: Roots;
  openedList?: string;
  /** Whether somebody holds a device for themselves, as a mounted file system does. */
  isHeld?(device: string): boolean;
}

const diskWithinMs = 20_000;
const shutWithinMs = 4000;
const stepMs = 150;
const later = (insertion: string) => `caretaker-media-end-${insertion.split('/')[1]}`;

export class LinuxHands implements Hands {
  readonly source = 'USBGuard, sysfs and udisks';
  readonly ended: EndedList;
  readonly #machine: Machine;
  readonly #roots: Roots;
  readonly #sysfs: Sysfs;
  readonly #transient: Transient;
  readonly #list: string;
  readonly #beside: boolean;
  readonly #isHeld: (device: string) => boolean;
  readonly #opened = new Map<string, Opened[]>();

  constructor({
    machine,
    direct = false,
    beside = false,
    systemd,
    roots = thisRoots,
    openedList = openedListPath,
    isHeld = isHeldNow,
  }: LinuxParts) {
    this.#machine = machine;
    this.#roots = roots;
    this.#sysfs = new Sysfs(roots);
    this.#transient = new Transient(machine, direct, systemd);
    this.#list = openedList;
    this.#beside = beside;
    this.#isHeld = isHeld;
    this.ended = endedList(join(dirname(openedList), 'ended'));
  }

  refuses(): boolean {
    return this.#sysfs.runsFromUsb();
  }

  async present(): Promise<Stick[]> {
    return this.#sysfs.sticks();
  }

  medium(stick: Stick): string {
    return this.#sysfs.medium(stick.place);
  }

  watch(changed: (seen?: Seen) => void, signal: AbortSignal): void {
    watchLinux({ machine: this.#machine, sysfs: this.#sysfs, dev: this.#roots.dev, changed, signal });
  }

  async admit(stick: Stick, signal: AbortSignal): Promise<void> {
    this.#remember(stick.insertion, true);
    if (this.#sysfs.isAuthorized(stick.place) !== true) await this.#authorize(stick, true);
    const there = () => this.#disks(stick).some(({ sizeBytes }) => sizeBytes > 0);
    if (!(await this.#until(there, diskWithinMs, signal)))
      throw this.#disks(stick).length > 0
        ? new NothingInIt('no card')
        : new Error('the stick showed no disk');
    await this.#machine.run('udevadm', ['settle', '--timeout=10'], { timeoutMs: 15_000 });
    await this.#setReadOnly(stick, true);
  }

  scan(
    stick: Stick,
    limits: ScanLimits,
    progress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    return scanStick(this.#transient, stick, this.#disks(stick), limits, progress, signal);
  }

  async open(stick: Stick, { access, user, withinMs }: Opening): Promise<void> {
    const disks = this.#disks(stick);
    if (disks.length === 0) throw new Error('the stick shows no disk');
    await this.#setReadOnly(stick, access === 'read_only');
    if (withinMs !== null) {
      const { place: port, insertion } = stick;
      const work = { do: 'shut', port, insertion } as const;
      if (!(await this.#transient.later(later(insertion), withinMs, work)))
        throw new Error('systemd did not take on to shut it in time');
    }
    this.#opened.set(
      stick.insertion,
      disks.flatMap(disk => this.#linesFor(disk, user)),
    );
    this.#writeList();
  }

  async offerUnlock(stick: Stick, user: string | null, access: Access): Promise<void> {
    // What is unlocked while its disk is read-only stays so, whatever the disk becomes. In it nobody can mount anything.
    await this.#setReadOnly(stick, access === 'read_only');
    const lines = this.#disks(stick).flatMap(({ parts }) =>
      parts.map((name): Opened => ({ may: 'unlock', device: `/dev/${name}`, user })),
    );
    this.#opened.set(stick.insertion, lines);
    this.#writeList();
  }

  async close(stick: Stick, force: boolean): Promise<Closed> {
    try {
      return await this.#close(stick, force);
    } catch {
      return 'failed';
    }
  }

  async #close(stick: Stick, force: boolean): Promise<Closed> {
    this.#delist(stick);
    // Whoever mounts something meanwhile must not make it forgotten.
    const here = this.#sysfs.isHere(stick);
    // What stays on is not cut off: a program with a file open must not go on writing to it.
    if (here && force && staysOn(stick)) await this.#setReadOnly(stick, true).catch(() => {});
    for (const disk of here ? this.#disks(stick) : [])
      if (!(await this.#unmount(disk, force)) && !force) return 'busy';
    if (here && staysOn(stick) && this.#isInUse(stick)) return 'busy';
    if (here && !staysOn(stick)) await this.#authorize(stick, false);
    const shut = () =>
      staysOn(stick) || !this.#sysfs.isHere(stick) || this.#sysfs.isAuthorized(stick.place) === false;
    if (!(await this.#until(shut, shutWithinMs))) return 'failed';
    this.#remember(stick.insertion, false);
    await this.#transient.stop(`${later(stick.insertion)}.timer`);
    return here && this.#sysfs.isHere(stick) ? 'closed' : 'gone';
  }

  async closeLeftovers(except: ReadonlySet<string>, force: boolean): Promise<void> {
    const left = this.#remembered().filter(insertion => !except.has(insertion));
    if (left.length === 0) return;
    const here = this.#sysfs.sticks().filter(({ insertion }) => left.includes(insertion));
    const stillOpen: Stick[] = [];
    for (const stick of here) {
      const closed = await this.close(stick, force);
      if (closed === 'failed' || closed === 'busy') stillOpen.push(stick);
    }
    for (const one of left)
      if (!stillOpen.some(({ insertion }) => insertion === one)) this.#remember(one, false);
    if (stillOpen.length > 0)
      throw new Error(`${stillOpen.map(({ place }) => place).join(', ')} could not be shut`);
  }

  sessions(): Promise<Session[] | null> {
    return sessionsOf(this.#machine);
  }

  /** Also what is mounted nowhere any more lives on while a file in it is open. */
  #isInUse(stick: Stick): boolean {
    return this.#disks(stick).some(({ parts }) =>
      parts.some(name => this.#isHeld(join(this.#roots.dev, name))),
    );
  }

  #disks(stick: Stick): Disk[] {
    return this.#sysfs.disks(stick.place);
  }

  /** What the daemon decides it also watches; without it, the kernel's own switch. Throws when neither did it. */
  async #authorize(stick: Stick, allow: boolean): Promise<void> {
    if (this.#sysfs.insertion(stick.place) !== stick.insertion) throw new Error('another stick is there now');
    for (let tries = 0; tries < 10; tries++) {
      const device = await deviceAt(this.#machine, stick.place);
      if (device === null) break;
      if (device !== 'not_listed' && (await decide(this.#machine, device.id, allow ? 'allow' : 'block')))
        return;
      await pause(2 * stepMs);
    }
    await this.#transient.work({ do: 'authorize', port: stick.place, allow });
    if (this.#sysfs.isAuthorized(stick.place) !== allow)
      throw new Error('USBGuard and the kernel did not do it');
  }

  async #setReadOnly(stick: Stick, readOnly: boolean): Promise<void> {
    const nodes = this.#disks(stick).flatMap(({ parts }) => parts.map(name => `/dev/${name}`));
    const { exit } = await this.#machine.run('blockdev', [readOnly ? '--setro' : '--setrw', ...nodes]);
    if (exit !== 0) throw new Error('the stick could not be made read-only or writable');
  }

  /** True when nothing of it is mounted any more. A forced one goes on even where files are open. */
  async #unmount(disk: Disk, force: boolean): Promise<boolean> {
    const holders = disk.holders.map(({ name }) => name);
    const names = holders.map(holder => this.#sysfs.mapperName(holder)).filter(name => name !== null);
    const sources = [...disk.parts, ...holders].map(name => `/dev/${name}`);
    const mine = new Set([...sources, ...names.map(name => `/dev/mapper/${name}`)]);
    const left = () => this.#sysfs.mounts().filter(({ source }) => mine.has(source));
    // The last mounted first: one may lie below another.
    for (const { place } of left().reverse())
      await this.#transient.run('umount', [...(force ? ['-l'] : []), '--', place]);
    if (left().length > 0) return false;
    for (const name of names)
      await this.#transient.run('cryptsetup', ['close', ...(force ? ['--deferred'] : []), name]);
    return true;
  }

  async #until(is: () => boolean, withinMs: number, signal?: AbortSignal): Promise<boolean> {
    for (let waited = 0; !is(); waited += stepMs) {
      if (waited >= withinMs || signal?.aborted) return false;
      await pause(stepMs);
    }
    return true;
  }

  #delist(stick: Stick): void {
    this.#opened.delete(stick.insertion);
    if (!this.#beside) {
      this.#writeList();
      return;
    }
    const disks = this.#sysfs.isHere(stick) ? this.#disks(stick) : [];
    const lines = disks.flatMap(disk => this.#linesFor(disk, null));
    dropOpened(new Set(lines.map(({ device }) => device)), this.#list);
  }

  #writeList(): void {
    writeOpened([...this.#opened.values()].flat(), this.#list);
  }

  /** Insertions that were let in by the guard, beside the list and gone with it. */
  get #admittedPath(): string {
    return join(dirname(this.#list), 'admitted');
  }

  #remembered(): string[] {
    try {
      return readFileSync(this.#admittedPath, 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  }

  #remember(insertion: string, admitted: boolean): void {
    const others = this.#remembered().filter(one => one !== insertion);
    if (!admitted && others.length === this.#remembered().length) return;
    mkdirSync(dirname(this.#admittedPath), { recursive: true, mode: 0o755 });
    const lines = (admitted ? [...others, insertion] : others).map(one => `${one}\n`);
    writeFileSync(`${this.#admittedPath}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${this.#admittedPath}.new`, this.#admittedPath);
  }

  #linesFor({ name, parts, holders, count }: Disk, user: string | null): Opened[] {
    const medium = count === null ? {} : { medium: `${name}:${count}` };
    const line = (may: Opened['may'], device: string): Opened => ({
      may,
      device: `/dev/${device}`,
      user,
      ...medium,
    });
    // udisks calls an unlocked container by its name, and may fall back to its number.
    const unlocked = holders.flatMap(holder => {
      const mapped = this.#sysfs.mapperName(holder.name);
      return mapped === null ? [holder.name] : [`mapper/${mapped}`, holder.name];
    });
    return [
      ...[...parts, ...unlocked].map(node => line('mount', node)),
      ...parts.map(node => line('unlock', node)),
    ];
  }
}

/** A block device opened for oneself alone (open(2), `O_EXCL`) is refused while a file system or a container has it. */
function isHeldNow(device: string): boolean {
  try {
    closeSync(openSync(device, constants.O_RDONLY | constants.O_EXCL | constants.O_NONBLOCK));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBUSY';
  }
}
