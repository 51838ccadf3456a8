/**
 * Hears of sticks as they come and go: from USBGuard's daemon while it runs, and from the device files that the kernel
 * makes, which cost no process. A daemon that dies takes only the first of the two with it.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../system/clock.ts';
import type { Machine } from '../../../control.ts';
import type { Seen } from '../hands.ts';
import type { Stick } from '../stick.ts';
import type { Sysfs } from './sysfs.ts';
import { type Heard, WatchReader } from './usbguard.ts';

interface WatchParts {
  machine: Machine;
  sysfs: Sysfs;
  dev: string;
  changed(seen?: Seen): void;
  signal: AbortSignal;
}

const firstPauseMs = 1000;
const longestPauseMs = 300_000;
/** Several files appear for one stick. */
const gatherMs = 250;
/** While the daemon is heard, it speaks first: the files only say the same again. */
const afterDaemonMs = 1500;

const rehearsed = [
  '[device] PolicyApplied: id=0',
  ' target_new=block',
  ' device_rule=block id 0000:0000 serial "none" name "" hash "" via-port "0-0" with-interface 08:06:50',
];

export function watchLinux(parts: WatchParts): void {
  const daemon = new DaemonWatch(parts);
  const files = new FileWatch(parts, () => {
    daemon.wake();
    return daemon.heard;
  });
  void daemon.run(() => files.soon());
  files.start();
}

class DaemonWatch {
  readonly #parts: WatchParts;
  heard = false;
  #wake = new AbortController();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Something was plugged in: a daemon that is there again is asked now and not at the end of a long pause. */
  wake(): void {
    this.#wake.abort();
  }

  /** Until the signal; a follower that dies is started again, later each time. */
  async run(changed: () => void): Promise<void> {
    const { machine, signal } = this.#parts;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const reader = new WatchReader(heard => this.#hear(heard));
      const began = systemClock.monotonic();
      await machine.follow('usbguard', ['watch'], line => this.#line(reader, line), signal);
      // What came while nobody spoke is looked for.
      if (this.heard) changed();
      this.heard = false;
      pauseMs =
        systemClock.monotonic() - began > longestPauseMs / 5
          ? firstPauseMs
          : Math.min(longestPauseMs, pauseMs * 2);
      await waited(firstPauseMs, signal);
      this.#wake = new AbortController();
      await waited(pauseMs - firstPauseMs, AbortSignal.any([signal, this.#wake.signal]));
    }
  }

  #line(reader: WatchReader, line: string): void {
    if (!reader.line(line)) return;
    this.heard = true;
    // As rehearse.ts: once with a device that is not there.
    const rehearsing = new WatchReader(heard => stopped(heard, heard.port ?? '', this.#parts.sysfs));
    for (const said of rehearsed) rehearsing.line(said);
  }

  #hear(heard: Heard): void {
    if (heard.port === null) return;
    const seen = stopped(heard, heard.port, this.#parts.sysfs);
    if (seen !== undefined || heard.kind !== 'changed') this.#parts.changed(seen);
  }
}

/**
 * A storage device that the daemon stopped: told by its own words, so that nobody waits for a look at the whole tree.
 * The kernel's word is asked for beside them: only what both say was done. A rejected one is gone from sysfs at once.
 */
function stopped(heard: Heard, port: string, sysfs: Sysfs): Seen | undefined {
  const { vendorId, productId, serial, interfaces, target } = heard;
  if (heard.kind === 'removed' || (target !== 'block' && target !== 'reject')) return undefined;
  if (vendorId === null || productId === null || !interfaces.some(one => one.startsWith('08:')))
    return undefined;
  const rejected = target === 'reject';
  // Both of the daemon's words come after it is gone; by then nothing tells that they are about one.
  if (rejected && heard.kind !== 'decided') return undefined;
  const insertion = sysfs.insertion(port);
  if (!rejected && (sysfs.isAuthorized(port) !== false || sysfs.isFixed(port))) return undefined;
  // Pulled out between two of these questions: what is left of it in the daemon's words is no second stick.
  if (!rejected && (!sysfs.isPlugged(port) || sysfs.insertion(port) !== insertion)) return undefined;
  const stick: Stick = {
    insertion: rejected ? `${insertion}-rejected-${heard.id}` : insertion,
    place: port,
    vendorId,
    productId,
    serial,
    kind: 'storage',
    alsoInput: interfaces.some(one => one.startsWith('03:')),
    admitted: false,
    sizeBytes: null,
    unlocked: false,
  };
  return { stick, verdict: rejected ? 'rejected' : 'blocked' };
}

/** Device files: `/dev/bus/usb/001/005` for what is plugged in, `/dev/sdb1` for what it shows. */
class FileWatch {
  readonly #parts: WatchParts;
  readonly #hears: () => boolean;
  readonly #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WatchParts, hears: () => boolean) {
    this.#parts = parts;
    this.#hears = hears;
  }

  start(): void {
    const { dev, signal } = this.#parts;
    const usb = join(dev, 'bus/usb');
    const folders = [dev, usb, ...namesIn(usb).map(name => join(usb, name))];
    for (const folder of folders) this.#watch(folder, folder === dev);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** A folder that is not there, or no watches left: the daemon and the slow look remain. */
  #watch(folder: string, disksOnly: boolean): void {
    try {
      const watcher = watch(folder, { persistent: false }, (kind, name) => {
        if (kind === 'rename' && (!disksOnly || /^(sd|dm-|mmcblk|sr)/.test(name ?? ''))) this.soon(disksOnly);
      });
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // Nothing to hear from there.
    }
  }

  /** `atOnce`: of what a disk shows, as when a card is swapped in its reader, the daemon says nothing. */
  soon(atOnce = false): void {
    const { changed, signal } = this.#parts;
    if (signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => changed(), !atOnce && this.#hears() ? afterDaemonMs : gatherMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
