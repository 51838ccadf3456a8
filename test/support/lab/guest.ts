/** The guest as a test meets it: a Debian machine that can be put back to its first state in a second. */
import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Feed } from './feed.ts';
import type { GuestAgent, Ran } from './guest-agent.ts';
import { type Image, snapshot } from './image.ts';
import { type Plugged, Plugs } from './plugs.ts';
import { type Files, type PowerOn, Qemu } from './qemu.ts';
import { thrice } from './thrice.ts';

/** A state of the machine: a snapshot in its disk. */
export interface Kept {
  disk: string;
  snapshot: string;
}

export class Guest {
  private readonly files: Files;
  private qemu: Qemu;
  private agent: GuestAgent;
  private disks = 0;
  private last: Plugged | undefined;
  private listening: Feed | undefined;
  /** What can be plugged in from outside. */
  plugs: Plugs;

  private constructor(files: Files, qemu: Qemu, agent: GuestAgent) {
    this.files = files;
    this.qemu = qemu;
    this.agent = agent;
    this.plugs = new Plugs(qemu.monitor);
  }

  /** The machine as it was when `from` was kept: at first, just after it came up. */
  static async start(image: Image, from: Kept = { disk: image.disk, snapshot }): Promise<Guest> {
    const files = copied(image, from.disk);
    const qemu = await Qemu.restored(files, from.snapshot);
    const guest = new Guest(files, qemu, await qemu.agent());
    await guest.setTime();
    return guest;
  }

  /** The machine with that disk, started from power-on. */
  static async switchedOn(image: Image, disk: string, power: PowerOn = {}): Promise<Guest> {
    const files = copied(image, disk);
    const qemu = await Qemu.boot(files, power);
    return new Guest(files, qemu, await qemu.agent());
  }

  /** Keeps the machine as it is now, to be started from again, and stops it. The disk stays until the process ends. */
  async keep(name: string): Promise<Kept> {
    this.agent.close();
    await this.qemu.monitor.keep(name).finally(() => this.qemu.stop());
    process.once('exit', () => rmSync(this.files.session, { recursive: true, force: true }));
    return { disk: this.files.disk, snapshot: name };
  }

  /** Runs a line of bash as root. */
  run(line: string, deadlineMs?: number): Promise<Ran> {
    return this.agent.run(line, deadlineMs);
  }

  /** As `run`, and throws with what the command said unless it exits with 0. Answers its output, trimmed. */
  async must(line: string, deadlineMs?: number): Promise<string> {
    const ran = await this.run(line, deadlineMs);
    if (ran.exit === 0) return ran.stdout.trim();
    throw new Error(`In the guest, exit ${ran.exit}: ${line}\n${ran.stdout}\n${ran.stderr}`);
  }

  write(path: string, content: string | Buffer): Promise<void> {
    return this.agent.write(path, content);
  }

  /** Asks again until the line exits with 0, and answers its output. Throws with the last answer at the deadline. */
  async until(line: string, deadlineMs = 30_000): Promise<string> {
    const waited = await this.run(waiting(`said=$(\n${line}\n)`, 'printf %s "$said"'), deadlineMs);
    if (waited.exit === 0) return waited.stdout.trim();
    const ran = await this.run(line);
    if (ran.exit === 0) return ran.stdout.trim();
    throw new Error(`Still not so: ${line}\n${ran.stdout}\n${ran.stderr}`);
  }

  /**
   * What the line prints, now and each time that the file was written, until `found` makes something of it: that, or
   * undefined at the deadline. `worth`: nothing is printed before that line exits with 0.
   */
  async follow<T>(
    file: string,
    line: string,
    found: (printed: string) => Promise<T | undefined> | T | undefined,
    deadlineMs: number,
    worth = 'true',
  ): Promise<T | undefined> {
    const seen = '/run/lab-seen';
    const marked = `{ touch -r ${file} ${seen} || rm -f ${seen}; } && ${worth}`;
    const end = Date.now() + deadlineMs;
    // Older too, because somebody may have set the clock.
    const written = `{ [ ${file} -nt ${seen} ] || [ ${file} -ot ${seen} ]; }`;
    let ran = await this.run(`${marked} && { ${line}; }`);
    for (;;) {
      const made = await found(ran.stdout);
      const left = end - Date.now();
      if (made !== undefined || left <= 0) return made;
      ran = await this.run(waiting(`${written} && ${marked}`, line), left);
      if (ran.exit !== 0 && Date.now() >= end) return undefined;
    }
  }

  /** Plugs a file of the host in as a disk and answers its device node. */
  async plugDisk(file: string, { readOnly = false } = {}): Promise<string> {
    const plugged = await this.plugs.disk(file, readOnly);
    this.last = plugged;
    return this.until(`readlink -e /dev/disk/by-id/virtio-${plugged.serial}`, 90_000);
  }

  /** Plugs in an empty disk and answers its device node. */
  plugEmptyDisk(megabytes: number): Promise<string> {
    const file = join(this.files.session, `empty${++this.disks}`);
    closeSync(openSync(file, 'w'));
    truncateSync(file, megabytes * 1024 * 1024);
    return this.plugDisk(file);
  }

  /** Unpacks a tar file of the host in a folder of the guest, by way of a disk: fast for hundreds of megabytes. */
  async unpack(tar: string, folder: string): Promise<void> {
    truncateSync(tar, Math.ceil(statSync(tar).size / 4096) * 4096);
    const disk = await this.plugDisk(tar, { readOnly: true });
    await this.must(`mkdir -p ${folder} && tar -xf ${disk} -C ${folder}`, 180_000);
    await this.last?.pull();
  }

  /** Mounts an ext4 image of the host, to be read only. Answers what takes it out again. */
  async mounted(file: string, folder: string): Promise<() => Promise<void>> {
    const disk = await this.plugDisk(file, { readOnly: true });
    const plugged = this.last;
    await this.must(`mkdir -p ${folder} && mount -o ro ${disk} ${folder}`);
    return async () => {
      await this.must(`umount ${folder}`);
      await plugged?.pull();
    };
  }

  /** Presses and lets go one key of the emulated keyboard, by QEMU's name for it. */
  async pressKey(key: string): Promise<void> {
    await this.qemu.monitor.command('send-key', { keys: [{ type: 'qcode', data: key }] });
  }

  /** Runs a line of bash as the person at the keyboard, in that session: what polkit allows them, they may do. */
  asPupil(line: string, deadlineMs?: number): Promise<Ran> {
    const words = `systemd-run --user --quiet --pipe --wait --collect /bin/bash -c ${quoted(line)}`;
    return this.run(`runuser -u pupil -- env XDG_RUNTIME_DIR=/run/user/1000 ${words}`, deadlineMs);
  }

  /** Everything that `line` prints from now on, as it happens. One feed at a time. */
  async feed(line: string): Promise<Feed> {
    this.listening?.close();
    const feed = await Feed.open(this.qemu.feedSocket);
    this.listening = feed;
    await this.run('systemctl stop lab-feed.service');
    await this.must(
      `systemd-run --quiet --collect --unit=lab-feed /bin/bash -c ${quoted(`exec >/dev/lab-feed 2>&1; ${line}`)}`,
    );
    return feed;
  }

  /** Sets the guest's clock; the host's time by default. A restored machine believes it is the moment of its snapshot. */
  async setTime(at = Date.now()): Promise<void> {
    await this.agent.command('guest-set-time', { time: at * 1_000_000 });
  }

  /** The guest's clock less the host's in milliseconds, by the quickest of some answers. */
  async clockAhead(): Promise<number> {
    let best = { took: Number.POSITIVE_INFINITY, ahead: 0 };
    for (let i = 0; i < 8; i++) {
      const asked = performance.now();
      const at = Date.now();
      const said = Number(await this.agent.command('guest-get-time')) / 1_000_000;
      const took = performance.now() - asked;
      if (took < best.took) best = { took, ahead: said - (at + took / 2) };
    }
    return best.ahead;
  }

  /** A picture of the screen as binary PPM, for machines that have one. */
  async screen(file: string): Promise<void> {
    await this.qemu.monitor.command('screendump', { filename: file, format: 'ppm' });
  }

  /** The current is cut in the middle of whatever is going on, and comes back. */
  async powerCut(power: PowerOn = {}): Promise<void> {
    this.agent.close();
    await this.qemu.stop();
    this.qemu = await Qemu.boot(this.files, power);
    this.plugs = new Plugs(this.qemu.monitor);
    this.agent = await this.qemu.agent();
    await this.settled();
  }

  /** Waits until the machine has switched itself off: `powerCut` switches it on again. */
  async off(deadlineMs: number): Promise<void> {
    await this.qemu.off(deadlineMs);
    this.agent.close();
  }

  /** Waits until a machine that restarts by itself is up again. `before`: how often it had said so. */
  async restarted(before: number): Promise<void> {
    if (!(await this.qemu.ready(before + 1, 240_000)))
      throw new Error(`It did not come back:\n${this.serial()}`);
    this.agent.close();
    this.agent = await this.qemu.agent();
    await this.settled();
  }

  /** How often it has said that it is up. */
  get starts(): number {
    return this.qemu.serial().split('LAB-READY').length - 1;
  }

  /** A real reboot, from the kernel up. A boot that stalls is reset, as a person would. */
  async reboot(): Promise<void> {
    const before = this.starts;
    await this.run('sync');
    await this.agent.begin('systemctl --no-block reboot');
    this.agent.close();
    for (let attempt = 1; !(await this.qemu.ready(before + 1, 90_000)); attempt++) {
      if (attempt === 3) throw new Error(`The guest did not come back:\n${this.qemu.serial()}`);
      await this.qemu.monitor.command('system_reset');
    }
    this.agent = await this.qemu.agent();
    await this.settled();
  }

  /** The guest agent itself may be started once more while the last units come up. */
  private async settled(): Promise<void> {
    await thrice(() => this.must('systemctl is-system-running --wait || true', 60_000));
  }

  serial(): string {
    return this.qemu.serial();
  }

  async stop(): Promise<void> {
    this.agent.close();
    await this.qemu.stop();
    rmSync(this.files.session, { recursive: true, force: true });
  }
}

/**
 * Lines of bash that try one until it exits with 0, and then do the other. The guest waits by itself: each question from
 * outside starts programs there, which take an emulated processor from what is waited for. Nor does this `sleep` start one.
 */
const waiting = (line: string, then: string) =>
  `exec {never}<> <(:); until ${line}; do read -rt 0.3 -u $never; done; ${then}`;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Each machine writes to a copy of its own. */
function copied(image: Image, from: string): Files {
  const session = mkdtempSync(join(tmpdir(), 'caretaker-lab-'));
  const disk = join(session, 'disk.qcow2');
  copyFileSync(from, disk);
  execFileSync('qemu-img', ['rebase', '-u', '-b', join(image.folder, 'base.qcow2'), '-F', 'qcow2', disk]);
  return { kind: image.kind, image: image.folder, disk, session };
}
