/** macOS: since when it runs, by the kernel, and what ended the run before, by the log of this start; evenings, by the guard. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/power/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { PowerGuard } from './guard.ts';
import { macosSwitch } from './macos-switch.ts';
import { planWhileRunning } from './plan.ts';
import { powerOffsMs, withStanding } from './standing.ts';

const source = 'sysctl kern.boottime and log';

/** `{ sec = 1795167000, usec = 114297 } Fri Nov 20 08:10:00 2026`: only the number counts. Throws ProbeError. */
export function parseBootTime(stdout: string): number {
  const seconds = /^\{ sec = (\d{9,11}), usec = \d+ \}/.exec(stdout)?.[1];
  if (seconds === undefined)
    throw new ProbeError('unrecognised_output', 'sysctl gave no start that is known', 'sysctl');
  return Number(seconds) * 1000;
}

/** `Previous shutdown cause: 5`: 5 is in order; 3 the button held down, 0 no power, below 0 the hardware. Null: not told. */
export function parseCause(stdout: string): number | null {
  const found = [...stdout.matchAll(/Previous shutdown cause: (-?\d{1,4})\b/g)].at(-1)?.[1];
  return found === undefined ? null : Number(found);
}

const inOrder = 5;
const asked = 'eventMessage BEGINSWITH "Previous shutdown cause"';

const earlierName = 'power-stops';
const earlier = z.array(z.number()).max(50);
/** The kernel's own word for its start moves with its clock. */
const sameStartMs = 10 * 60_000;

/** macOS tells of the last stop alone: those that looks have seen before it are kept as long as they count. */
async function withEarlier(machine: Machine, last: readonly number[]): Promise<number[]> {
  const kept = await machine.memory
    .get(earlierName)
    .then(text => earlier.parse(JSON.parse(text ?? '[]')))
    .catch(() => []);
  const others = kept.filter(
    at => at > machine.now() - powerOffsMs && !last.some(one => Math.abs(one - at) < sameStartMs),
  );
  const all = [...last, ...others].slice(0, 50);
  await machine.memory.set(earlierName, JSON.stringify(all)).catch(() => {});
  return all;
}

/** The time of a stop is the start after it. Null: not told. */
async function suddenStops(
  machine: Machine,
  startedAt: number,
  signal: AbortSignal,
): Promise<number[] | null> {
  const args = ['show', '--last', 'boot', '--style', 'compact', '--predicate', asked];
  const { exit, stdout } = await machine.run('log', args, { signal, timeoutMs: 30_000 });
  const cause = exit === 0 ? parseCause(stdout) : null;
  if (cause === null) return null;
  return withEarlier(machine, cause === inOrder ? [] : [startedAt]);
}

export const macos: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const startedAt = parseBootTime(await commandOutput(machine, 'sysctl', ['-n', 'kern.boottime'], signal));
    return withStanding(machine, { startedAt, powerOffs: await suddenStops(machine, startedAt, signal) });
  },
  plan: planWhileRunning,
  guard: edges => new PowerGuard(edges, macosSwitch(edges.machine)),
};
