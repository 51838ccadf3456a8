/** A port of the machine with USBGuard listened to: sticks go in, and its verdict comes out. */
import type { Feed } from './feed.ts';
import type { Guest } from './guest.ts';
import type { Plugged } from './plugs.ts';
import { stickImage } from './sticks.ts';

export interface Verdict {
  /** `block`, `allow` or `reject`. */
  target: string;
  /** From the plugging in to USBGuard's own event. */
  tookMs: number;
  stick: Plugged;
}

export class Port {
  readonly feed: Feed;
  readonly #guest: Guest;
  #stick: Plugged | undefined;

  private constructor(guest: Guest, feed: Feed) {
    this.#guest = guest;
    this.feed = feed;
  }

  /** After USBGuard or the guest was started again, another one is opened. */
  static async open(guest: Guest): Promise<Port> {
    const feed = await guest.feed('usbguard watch');
    await feed.line(/Connected/);
    return new Port(guest, feed);
  }

  async plug(serial: string, speaks: 'bulk' | 'uas' = 'bulk'): Promise<Verdict> {
    const from = this.feed.said.length;
    const file = stickImage('vfat', { 'lesson.txt': 'a lesson' });
    const stick = await this.#guest.plugs.stick({ file, serial, speaks });
    this.#stick = stick;
    const { line, at } = await this.feed.line(/^ target_new=/, { from });
    return { target: line.split('=')[1] ?? '', tookMs: at - stick.at, stick };
  }

  /** Nothing to do where nothing is plugged in. */
  async pull(): Promise<void> {
    await this.#stick?.pull();
    this.#stick = undefined;
  }
}

/** Resolves when the disk of a stick that was let in can be opened. */
export const disk = (guest: Guest) =>
  guest.until('test -b /dev/sda1 && udevadm settle && echo there', 20_000);

/** True when there is none, a second after it would have been there. */
export const noDisk = async (guest: Guest) => (await guest.run('sleep 1; test -e /dev/sda')).exit === 1;

/** A second keyboard types, and what it types arrives. Throws otherwise. */
export async function keyboardTypes(guest: Guest): Promise<void> {
  const count = 'ls /dev/input/by-path | wc -l';
  const before = Number(await guest.must(count));
  const keyboard = await guest.plugs.keyboard();
  await guest.until(`test $(${count}) -gt ${before}`);
  await guest.must(
    "rm -f /tmp/key; event=$(grep -l QEMU /sys/class/input/event*/device/name | tail -n 1 | grep -o 'event[0-9]*'); " +
      'systemd-run --quiet --collect --unit=lab-key bash -c "head -c 24 /dev/input/$event >/tmp/key"',
  );
  // The reader may be there later than the first key.
  for (let tries = 0; tries < 20 && (await guest.run('test -s /tmp/key')).exit !== 0; tries++)
    await guest.pressKey('a');
  await guest.must('test -s /tmp/key');
  await keyboard.pull();
}
