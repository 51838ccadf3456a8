/** The guest as a test meets it: a Debian machine that can be put back to its first state in a second. */
import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuestAgent, Ran } from './guest-agent.ts';
import { type Image, snapshot } from './image.ts';
import { type Files, Qemu } from './qemu.ts';

/** A state of the machine: a snapshot in its disk. */
export interface Kept {
  disk: string;
  snapshot: string;
}

export class Guest {
  private readonly files: Files;
  private readonly qemu: Qemu;
  private agent: GuestAgent;
  private disks = 0;

  private constructor(files: Files, qemu: Qemu, agent: GuestAgent) {
    this.files = files;
    this.qemu = qemu;
    this.agent = agent;
  }

  /** The machine as it was when `from` was kept: at first, just after it came up. */
  static async start(image: Image, from: Kept = { disk: image.disk, snapshot }): Promise<Guest> {
    const session = mkdtempSync(join(tmpdir(), 'caretaker-lab-'));
    const disk = join(session, 'disk.qcow2');
    copyFileSync(from.disk, disk);
    execFileSync('qemu-img', ['rebase', '-u', '-b', join(image.folder, 'base.qcow2'), '-F', 'qcow2', disk]);
    const files = { image: image.folder, disk, session };
    const qemu = await Qemu.restored(files, from.snapshot);
    const guest = new Guest(files, qemu, await qemu.agent());
    await guest.setTime();
    return guest;
  }

  /** Keeps the machine as it is now, to be started from again, and stops it. The disk stays until the process ends. */
  async keep(name: string): Promise<Kept> {
    await this.qemu.monitor.human(`savevm ${name}`);
    this.agent.close();
    await this.qemu.stop();
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
    const end = Date.now() + deadlineMs;
    for (;;) {
      const ran = await this.run(line);
      if (ran.exit === 0) return ran.stdout.trim();
      if (Date.now() > end) throw new Error(`Still not so: ${line}\n${ran.stdout}\n${ran.stderr}`);
      await sleep(300);
    }
  }

  /** Plugs a file of the host in as a disk and answers its device node. */
  async plugDisk(file: string, { readOnly = false } = {}): Promise<string> {
    const name = `extra${++this.disks}`;
    const backend = { driver: 'file', filename: file };
    await this.qemu.monitor.command('blockdev-add', {
      driver: 'raw',
      'node-name': name,
      'read-only': readOnly,
      file: backend,
    });
    await this.qemu.monitor.command('device_add', {
      driver: 'virtio-blk-pci',
      drive: name,
      id: name,
      serial: name,
    });
    return this.until(`readlink -e /dev/disk/by-id/virtio-${name}`);
  }

  /** Takes the disk that was plugged in last out again. */
  private async unplugDisk(): Promise<void> {
    const name = `extra${this.disks}`;
    await this.qemu.monitor.command('device_del', { id: name });
    // The guest lets go of it in its own time, and until then the file cannot be closed.
    const end = Date.now() + 30_000;
    for (;;) {
      try {
        await this.qemu.monitor.command('blockdev-del', { 'node-name': name });
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(100);
      }
    }
  }

  /** Plugs in an empty disk and answers its device node. */
  plugEmptyDisk(megabytes: number): Promise<string> {
    const file = join(this.files.session, `empty${this.disks + 1}`);
    closeSync(openSync(file, 'w'));
    truncateSync(file, megabytes * 1024 * 1024);
    return this.plugDisk(file);
  }

  /** Unpacks a tar file of the host in a folder of the guest, by way of a disk: fast for hundreds of megabytes. */
  async unpack(tar: string, folder: string): Promise<void> {
    truncateSync(tar, Math.ceil(statSync(tar).size / 4096) * 4096);
    const disk = await this.plugDisk(tar, { readOnly: true });
    await this.must(`mkdir -p ${folder} && tar -xf ${disk} -C ${folder}`, 180_000);
    await this.unplugDisk();
  }

  /** Presses and lets go one key of the emulated keyboard, by QEMU's name for it. */
  async pressKey(key: string): Promise<void> {
    await this.qemu.monitor.command('send-key', { keys: [{ type: 'qcode', data: key }] });
  }

  /** A real reboot, from the kernel up. A boot that stalls is reset, as a person would. */
  async reboot(): Promise<void> {
    const before = this.qemu.serial().split('LAB-READY').length - 1;
    await this.run('sync');
    await this.agent.begin('systemctl --no-block reboot');
    this.agent.close();
    for (let attempt = 1; !(await this.qemu.ready(before + 1, 90_000)); attempt++) {
      if (attempt === 3) throw new Error(`The guest did not come back:\n${this.qemu.serial()}`);
      await this.qemu.monitor.command('system_reset');
    }
    this.agent = await this.qemu.agent();
  }

  serial(): string {
    return this.qemu.serial();
  }

  async stop(): Promise<void> {
    this.agent.close();
    await this.qemu.stop();
    rmSync(this.files.session, { recursive: true, force: true });
  }

  /** A restored machine believes it is the moment of its snapshot. */
  private async setTime(): Promise<void> {
    await this.agent.command('guest-set-time', { time: Date.now() * 1_000_000 });
  }
}
