/**
 * Work for systemd: a unit that lives for one command. The service's own unit can neither mount nor write to sysfs, and
 * keeps no memory of what a scan needed. Where there is no systemd, or in the short-lived process itself, it runs here.
 */
import { existsSync } from 'node:fs';
import { pathsOf } from '../../../../system/known-commands.ts';
import { throughSystemd } from '../../../../system/outside.ts';
import type { CommandResult, Machine } from '../../../control.ts';
import { mayHoldNtfs } from './ntfs.ts';
import { mediaProcess, type Work } from './work.ts';

const base = ['--quiet', '--collect', '--wait', '--pipe'];
const property = (text: string) => `--property=${text}`;

/** A scanner reads what strangers wrote: it sees its own mounts, the nodes of one stick, and no network. */
const walls = [
  ...['PrivateMounts=yes', 'PrivateNetwork=yes', 'PrivateTmp=yes', 'ProtectSystem=strict', 'ProtectHome=yes'],
  ...[
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
  ],
  ...['NoNewPrivileges=yes', 'DevicePolicy=closed', 'DeviceAllow=/dev/fuse rw', 'MemoryMax=512M', 'Nice=10'],
].map(property);

/** `ntfs-3g` lays down its groups before it mounts, and mounts nothing where it may not: no other needs that. */
export const wallsFor = (ntfs: boolean): string[] => [
  ...walls,
  property(
    `CapabilityBoundingSet=CAP_SYS_ADMIN CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE${ntfs ? ' CAP_SETGID' : ''}`,
  ),
];

export class Transient {
  readonly #machine: Machine;
  readonly #direct: boolean;

  constructor(machine: Machine, direct: boolean, systemd = existsSync('/run/systemd/system')) {
    this.#machine = machine;
    this.#direct = direct || !systemd;
  }

  /** A known command with the machine's own mounts. Never throws. */
  run(command: string, args: readonly string[]): Promise<CommandResult> {
    if (this.#direct) return this.#machine.run(command, args);
    return this.#machine.run('systemd-run', throughSystemd(command, args), { timeoutMs: 30_000 });
  }

  work(asked: Work): Promise<CommandResult> {
    return this.run('self', [mediaProcess(), JSON.stringify(asked)]);
  }

  /** Within walls, in a unit of this name, speaking line by line. */
  async follow(
    unit: string,
    asked: Work,
    nodes: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const args = [mediaProcess(), JSON.stringify(asked)];
    if (this.#direct) return this.#machine.follow('self', args, onLine, signal);
    const devices = nodes.map(node => property(`DeviceAllow=${node} r`));
    const [self = ''] = pathsOf('self');
    const own = wallsFor(await mayHoldNtfs(this.#machine, nodes));
    const all = [...base, `--unit=${unit}`, ...own, ...devices, '--', self, ...args];
    const result = await this.#machine.follow('systemd-run', all, onLine, signal);
    // Whoever waited for it is gone; it itself would go on.
    if (signal.aborted) await this.stop(`${unit}.service`);
    return result;
  }

  /**
   * Has `asked` done when either clock has gone on for `ms`, with or without this service. Never put off: where `unit`
   * waits already, that is so. False where nobody will do it.
   */
  async later(unit: string, ms: number, asked: Work): Promise<boolean> {
    if (this.#direct) return false;
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    const at = new Date(this.#machine.now() + seconds * 1000).toISOString();
    const [self = ''] = pathsOf('self');
    const { exit } = await this.#machine.run('systemd-run', [
      ...['--quiet', '--collect', `--unit=${unit}`, `--on-active=${seconds}s`],
      `--on-calendar=${at.slice(0, 10)} ${at.slice(11, 19)} UTC`,
      ...['--timer-property=AccuracySec=1s', '--', self, mediaProcess(), JSON.stringify(asked)],
    ]);
    return exit === 0 || this.#isActive(`${unit}.timer`);
  }

  async #isActive(unit: string): Promise<boolean> {
    const asked = await this.#machine.run('systemctl', ['is-active', '--quiet', unit], { timeoutMs: 15_000 });
    return asked.exit === 0;
  }

  async stop(unit: string): Promise<void> {
    if (!this.#direct) await this.#machine.run('systemctl', ['stop', unit], { timeoutMs: 15_000 });
  }
}
