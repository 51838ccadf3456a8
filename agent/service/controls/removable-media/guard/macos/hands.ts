/**
 * macOS: sticks by system_profiler and diskutil. No barrier of ours stands before a mount, so what may not be open is
 * unmounted as soon as it is heard of: `best_effort`, and said so by the finding. Not yet proved on a Mac.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { plistOutput } from '../../../../system/plist.ts';
import type { Machine } from '../../../control.ts';
import { diskList, isMounted, mediaIn, usbReport, usbStorage } from '../../macos/parse-macos.ts';
import type {
  Closed,
  Hands,
  Opening,
  ScanLimits,
  ScanProgress,
  ScanResult,
  Seen,
  Session,
} from '../hands.ts';
import { mediaProcess, type Work } from '../linux/work.ts';
import { failedScan, heardIn } from '../scan/words.ts';
import type { Stick } from '../stick.ts';

const forever = new AbortController().signal;
const gatherMs = 500;
const againMs = 5000;

export class MacHands implements Hands {
  readonly source = 'system_profiler and diskutil';
  readonly #machine: Machine;
  readonly #folder: string;
  #boot: string | undefined;
  /** What lay in each disk when it was last seen. */
  #media = new Map<string, string>();

  /** `folder` is root's own, where a stick is mounted to be scanned. */
  constructor(machine: Machine, folder = '/private/var/run/caretaker-media') {
    this.#machine = machine;
    this.#folder = folder;
  }

  async present(): Promise<Stick[]> {
    const report = await plistOutput(
      this.#machine,
      'system_profiler',
      ['SPUSBDataType', '-xml'],
      usbReport,
      forever,
    );
    const list = await this.#list();
    this.#media = mediaIn(list);
    this.#boot ??= (await this.#machine.run('sysctl', ['-n', 'kern.bootsessionuuid'])).stdout.trim();
    return usbStorage(report).map(({ vendorId, productId, serial, disks }) => ({
      insertion: `${this.#boot}/${disks.join('+')}/${serial}`,
      place: disks.join('+'),
      vendorId,
      productId,
      serial,
      kind: 'storage' as const,
      alsoInput: false,
      // Whatever is plugged in is a disk; what people can reach is what is mounted.
      admitted: disks.some(disk => isMounted(list, disk)),
      sizeBytes: null,
      unlocked: false,
    }));
  }

  medium({ place }: Stick): string {
    return place
      .split('+')
      .map(disk => this.#media.get(disk) ?? '')
      .join('+');
  }

  watch(changed: (seen?: Seen) => void, signal: AbortSignal): void {
    let timer: NodeJS.Timeout | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed(), gatherMs);
    };
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    void this.#follow(soon, signal);
  }

  async #follow(soon: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#machine.follow('diskutil', ['activity'], soon, signal);
      await pause(againMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) soon();
    }
  }

  async admit(stick: Stick): Promise<void> {
    if (!(await this.#unmount(stick, true))) throw new Error('the stick could not be unmounted');
  }

  async scan(
    stick: Stick,
    limits: ScanLimits,
    progress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
    let result: ScanResult = {
      ...failedScan('nothing on it can be mounted'),
      verdict: 'incomplete',
      reason: 'no_file_system',
    };
    for (const volume of await this.#volumes(stick)) {
      const place = mkdtempSync(join(this.#folder, 'scan-'));
      try {
        const { exit } = await this.#machine.run('diskutil', [
          'mount',
          'readOnly',
          '-mountPoint',
          place,
          volume,
        ]);
        if (exit !== 0)
          return {
            ...failedScan('a part of it cannot be mounted'),
            verdict: 'incomplete',
            reason: 'file_system_refused',
          };
        result = await this.#scanFolder(place, limits, progress, signal);
      } finally {
        await this.#machine.run('diskutil', ['unmount', 'force', volume]);
        rmdirSync(place, {});
      }
      if (result.verdict !== 'clean') return result;
    }
    return result;
  }

  async #scanFolder(
    folder: string,
    limits: ScanLimits,
    progress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    const asked: Work = { do: 'scan_folder', folder, limits };
    const heard = heardIn(progress);
    const { stderr } = await this.#machine.follow(
      'self',
      [mediaProcess(), JSON.stringify(asked)],
      heard.line,
      signal,
    );
    return heard.result() ?? failedScan(stderr.trim() || 'the scan ended without a result');
  }

  async offerUnlock(): Promise<void> {
    throw new Error('a container on a Mac is opened by its own question');
  }

  async open(stick: Stick, { access }: Opening): Promise<void> {
    for (const volume of await this.#volumes(stick)) {
      const how = access === 'read_only' ? ['mount', 'readOnly', volume] : ['mount', volume];
      const { exit } = await this.#machine.run('diskutil', how);
      if (exit !== 0) throw new Error('the stick could not be mounted');
    }
  }

  async close(stick: Stick, force: boolean): Promise<Closed> {
    const here = (await this.present().catch(() => null))?.some(
      ({ insertion }) => insertion === stick.insertion,
    );
    if (here === undefined) return 'failed';
    if (!here) return 'gone';
    return (await this.#unmount(stick, force)) ? 'closed' : 'busy';
  }

  /** What is mounted without permission the next look unmounts: there is no other place where it could be open. */
  async closeLeftovers(except: ReadonlySet<string>): Promise<void> {
    for (const stick of await this.present())
      if (stick.admitted && !except.has(stick.insertion)) await this.#unmount(stick, true);
  }

  async sessions(): Promise<Session[] | null> {
    const { exit, stdout } = await this.#machine.run('stat', ['-f', '%u %Su', '/dev/console']);
    const [, account, user] = /^(\d+) (.+)$/.exec(stdout.trim()) ?? [];
    if (exit !== 0 || account === undefined || user === undefined) return null;
    return user === 'root' ? [] : [{ id: user, user, account, locked: null, away: false }];
  }

  #list() {
    return plistOutput(this.#machine, 'diskutil', ['list', '-plist'], diskList, forever);
  }

  async #volumes(stick: Stick): Promise<string[]> {
    const list = await this.#list();
    const whole = list.AllDisksAndPartitions.filter(one =>
      stick.place.split('+').includes(one.DeviceIdentifier),
    );
    return whole.flatMap(one => {
      const parts = one.Partitions.flatMap(({ DeviceIdentifier, Content }) =>
        typeof DeviceIdentifier === 'string' && Content !== 'EFI' ? [DeviceIdentifier] : [],
      );
      return parts.length > 0 ? parts : [one.DeviceIdentifier];
    });
  }

  async #unmount(stick: Stick, force: boolean): Promise<boolean> {
    for (const disk of stick.place.split('+'))
      await this.#machine.run('diskutil', ['unmountDisk', ...(force ? ['force'] : []), disk], {
        timeoutMs: 30_000,
      });
    const list = await this.#list();
    return !stick.place.split('+').some(disk => isMounted(list, disk));
  }
}
