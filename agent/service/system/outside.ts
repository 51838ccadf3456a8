/**
 * A known command outside the walls of the service's own unit, which can write to next to nothing: a unit of systemd that
 * lives for this one command. Where there is no systemd there are no walls either.
 */
import { existsSync } from 'node:fs';
import type { CommandResult, Machine } from '../controls/control.ts';
import { pathsOf } from './known-commands.ts';

const notThere: CommandResult = {
  ...{ exit: null, signal: null, timedOut: false, missing: true },
  ...{ stdout: '', stderr: '' },
};

/** Also when nobody is left to stop it. */
const longest = '--property=RuntimeMaxSec=13h';

const unit = ['--quiet', '--collect', '--wait', '--pipe'];

/** The arguments of `systemd-run` that have systemd run it. */
export function throughSystemd(command: string, args: readonly string[]): string[] {
  const [path = command] = pathsOf(command).filter(one => existsSync(one));
  return [...unit, '--', path, ...args];
}

/** A short one. Never throws. */
export function runOutside(
  machine: Pick<Machine, 'run'>,
  command: string,
  args: readonly string[],
): Promise<CommandResult> {
  if (!existsSync('/run/systemd/system')) return machine.run(command, args);
  return machine.run('systemd-run', throughSystemd(command, args), { timeoutMs: 30_000 });
}

async function installedAt(machine: Machine, command: string): Promise<string | undefined> {
  for (const path of pathsOf(command)) {
    const there = await machine.modifiedAt(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

const hasSystemd = (machine: Machine) =>
  // That it is there tells; as a rule it is empty.
  machine.readDirectory('/run/systemd/system').then(
    () => true,
    () => false,
  );

/** One with `properties` of its own, such as how much memory it may take. Never throws. */
export async function runAlone(
  machine: Machine,
  command: string,
  args: readonly string[],
  { properties, ...options }: NonNullable<Parameters<Machine['run']>[2]> & { properties: readonly string[] },
): Promise<CommandResult> {
  if (!(await hasSystemd(machine))) return machine.run(command, args, options);
  const path = await installedAt(machine, command);
  if (path === undefined) return notThere;
  const own = properties.map(one => `--property=${one}`);
  return machine.run('systemd-run', [...unit, ...own, '--', path, ...args], options);
}

/** Calls `onLine` with each line of its output. Nothing of it runs any more when this resolves. Never throws. */
export async function followOutside(
  machine: Machine,
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  if (!(await hasSystemd(machine))) return machine.follow(command, args, onLine, signal);
  const path = await installedAt(machine, command);
  if (path === undefined) return notThere;
  const stop = () => machine.run('systemctl', ['stop', `${name}.service`], { timeoutMs: 15_000 });
  // One that outlived the service that began it, so that nothing of it runs twice.
  await stop();
  const unitArgs = [...unit, `--unit=${name}`, '--property=Nice=10', longest];
  const result = await machine.follow('systemd-run', [...unitArgs, '--', path, ...args], onLine, signal);
  // Whoever waited for it is gone; it itself would go on.
  if (signal.aborted) await stop();
  return result;
}
