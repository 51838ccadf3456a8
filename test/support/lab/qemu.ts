/** One emulated machine: a QEMU process, its serial log, its monitor and the agent inside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestAgent } from './guest-agent.ts';
import { Monitor } from './monitor.ts';

/**
 * The guest has deadlines of its own and one processor, so it comes before what runs beside it. Linux shares processors
 * between sessions first (sched(7), autogroup): `nice` alone counts only among the processes of one.
 */
const inItsOwnGroup = 'echo -10 2>/dev/null >/proc/self/autogroup; exec "$@"';

/** `desktop` has a screen, and a compositor signed in on it. */
export type Kind = 'core' | 'desktop';

/** A part of the cache key: a snapshot is good only for the very machine that it was taken on. */
export const machineArguments = (kind: Kind) => [
  ...['-M', 'pc', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '1', '-m', '1536'],
  ...['-nodefaults', '-no-user-config', '-display', 'none', '-rtc', 'base=utc'],
  ...(kind === 'desktop' ? ['-device', 'virtio-vga'] : ['-vga', 'none']),
  ...['-device', 'qemu-xhci,id=xhci', '-device', 'usb-kbd,bus=xhci.0', '-device', 'virtio-rng-pci'],
  ...['-device', 'virtio-serial-pci'],
  ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
  ...['-device', 'virtserialport,chardev=feed,name=lab.feed'],
];

export const kernelArguments =
  'root=/dev/vda console=ttyS0 quiet loglevel=4 mitigations=off nokaslr random.trust_cpu=on tsc=reliable ' +
  'systemd.show_status=0';

/** Some boots on an emulated processor stall early and never recover; the last try is given more time. */
const bootSeconds = [60, 60, 120];

export interface Files {
  kind: Kind;
  /** Holds vmlinuz and initrd.gz. */
  image: string;
  disk: string;
  /** For sockets and the serial log. */
  session: string;
}

/** What is different about one start from power-on. */
export interface PowerOn {
  /** More words for the kernel: `usbcore.authorized_default=0`. */
  kernelWords?: string;
  /** More arguments for QEMU: what is plugged in before the machine is switched on. */
  machine?: readonly string[];
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
  static async boot(files: Files, { kernelWords = '', machine = [] }: PowerOn = {}): Promise<Qemu> {
    const logs: string[] = [];
    for (const [attempt, seconds] of bootSeconds.entries()) {
      const qemu = await Qemu.start(files, machine, kernelWords);
      if (await qemu.ready(1, seconds * 1000)) return qemu;
      logs.push(`--- boot ${attempt + 1}, no sign of life in ${seconds} s ---\n${qemu.serial()}`);
      await qemu.stop();
    }
    throw new Error(
      `The guest did not start in ${bootSeconds.length} tries. Its serial line:\n${logs.join('\n')}`,
    );
  }

  static restored(files: Files, snapshot: string): Promise<Qemu> {
    return Qemu.start(files, ['-loadvm', snapshot], '');
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

  /** Resolves once the machine has switched itself off; throws at the deadline. */
  async off(deadlineMs: number): Promise<void> {
    const end = Date.now() + deadlineMs;
    while (this.process.exitCode === null) {
      if (Date.now() > end) throw new Error(`The guest is still on:\n${this.serial()}`);
      await sleep(200);
    }
  }

  agent(deadlineMs = 30_000): Promise<GuestAgent> {
    return GuestAgent.open(join(this.files.session, 'agent.sock'), deadlineMs);
  }

  /** Where the guest's feed can be read (`feed.ts`). */
  get feedSocket(): string {
    return join(this.files.session, 'feed.sock');
  }

  /** The plug is pulled: nothing is flushed, nobody is told. What `stop` does to the disk is the same as a power cut. */
  async stop(): Promise<void> {
    this.monitor.close();
    await ended(this.process);
  }

  private static async start(files: Files, more: readonly string[], kernelWords: string): Promise<Qemu> {
    const at = (name: string) => join(files.session, name);
    for (const name of ['monitor.sock', 'agent.sock', 'feed.sock', 'serial'])
      rmSync(at(name), { force: true });
    const machine = [...machineArguments(files.kind), ...wiring(files, at, kernelWords), ...more];
    // The machine dies with the test run, however that ends.
    const words = ['--pdeathsig', 'KILL', 'setsid', 'sh', '-c', inItsOwnGroup, 'sh'];
    const child = spawn('setpriv', [...words, 'qemu-system-x86_64', ...machine], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
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

/**
 * `cache=unsafe` leaves out only the host's own fsync. What the guest flushed is handed to the host's kernel and
 * outlives a killed QEMU; what it did not flush is lost as in a disk's volatile cache (README.md, power cuts).
 */
function wiring(files: Files, at: (name: string) => string, kernelWords: string): string[] {
  return [
    ...['-kernel', join(files.image, 'vmlinuz'), '-initrd', join(files.image, 'initrd.gz')],
    ...['-append', `${kernelArguments} ${kernelWords}`.trim()],
    ...['-drive', `file=${files.disk},if=none,id=root,format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-chardev', `socket,path=${at('agent.sock')},server=on,wait=off,id=agent`],
    ...['-chardev', `socket,path=${at('feed.sock')},server=on,wait=off,id=feed`],
    ...['-qmp', `unix:${at('monitor.sock')},server=on,wait=off`, '-serial', `file:${at('serial')}`],
  ];
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
