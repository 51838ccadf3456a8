/** One emulated machine: a QEMU process, its serial log, its monitor and the agent inside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestAgent } from './guest-agent.ts';
import { Monitor } from './monitor.ts';

/** A part of the cache key: a snapshot is good only for the very machine that it was taken on. */
export const machineArguments = [
  ...['-M', 'pc', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1536'],
  ...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none', '-rtc', 'base=utc'],
  ...['-device', 'qemu-xhci,id=xhci', '-device', 'usb-kbd,bus=xhci.0', '-device', 'virtio-rng-pci'],
  ...['-device', 'virtio-serial-pci'],
  ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
] as const;

export const kernelArguments =
  'root=/dev/vda console=ttyS0 quiet loglevel=4 mitigations=off nokaslr random.trust_cpu=on tsc=reliable ' +
  'systemd.show_status=0';

/** Some boots on an emulated processor stall early and never recover; the last try is given more time. */
const bootSeconds = [60, 60, 120];

export interface Files {
  /** Holds vmlinuz and initrd.gz. */
  image: string;
  disk: string;
  /** For sockets and the serial log. */
  session: string;
}

export class Qemu {
  readonly monitor: Monitor;
  private readonly process: ChildProcess;
  private readonly files: Files;

  private constructor(process: ChildProcess, files: Files, monitor: Monitor) {
    this.process = process;
    this.files = files;
    this.monitor = monitor;
  }

  /** Starts from power-on, at most three times, until the guest says that it is ready. */
  static async boot(files: Files): Promise<Qemu> {
    const logs: string[] = [];
    for (const [attempt, seconds] of bootSeconds.entries()) {
      const qemu = await Qemu.start(files, []);
      if (await qemu.ready(1, seconds * 1000)) return qemu;
      logs.push(`--- boot ${attempt + 1}, no sign of life in ${seconds} s ---\n${qemu.serial()}`);
      await qemu.stop();
    }
    throw new Error(
      `The guest did not start in ${bootSeconds.length} tries. Its serial line:\n${logs.join('\n')}`,
    );
  }

  static restored(files: Files, snapshot: string): Promise<Qemu> {
    return Qemu.start(files, ['-loadvm', snapshot]);
  }

  /** What the guest wrote to its serial line since it was started. */
  serial(): string {
    try {
      return readFileSync(join(this.files.session, 'serial'), 'utf8');
    } catch {
      return '';
    }
  }

  /** True once the guest has said `times` times that it is up; false at the deadline or when QEMU ended. */
  async ready(times: number, deadlineMs: number): Promise<boolean> {
    const end = Date.now() + deadlineMs;
    while (this.process.exitCode === null && Date.now() < end) {
      if (this.serial().split('LAB-READY').length > times) return true;
      await sleep(100);
    }
    return false;
  }

  agent(deadlineMs = 30_000): Promise<GuestAgent> {
    return GuestAgent.open(join(this.files.session, 'agent.sock'), deadlineMs);
  }

  async stop(): Promise<void> {
    this.monitor.close();
    await ended(this.process);
  }

  private static async start(files: Files, more: string[]): Promise<Qemu> {
    const at = (name: string) => join(files.session, name);
    for (const name of ['monitor.sock', 'agent.sock', 'serial']) rmSync(at(name), { force: true });
    // The machine dies with the test run, however that ends.
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...machineArguments, ...wiring(files, at), ...more],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let complaint = '';
    child.stderr?.on('data', chunk => {
      complaint += chunk;
    });
    try {
      return new Qemu(child, files, await Monitor.open(at('monitor.sock'), 30_000));
    } catch (error) {
      await ended(child);
      throw new Error(`QEMU did not start: ${complaint.trim()}`, { cause: error });
    }
  }
}

function wiring(files: Files, at: (name: string) => string): string[] {
  return [
    ...['-kernel', join(files.image, 'vmlinuz'), '-initrd', join(files.image, 'initrd.gz')],
    ...['-append', kernelArguments],
    ...['-drive', `file=${files.disk},if=none,id=root,format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-chardev', `socket,path=${at('agent.sock')},server=on,wait=off,id=agent`],
    ...['-qmp', `unix:${at('monitor.sock')},server=on,wait=off`, '-serial', `file:${at('serial')}`],
  ];
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
