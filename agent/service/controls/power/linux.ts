/** Linux: since when it runs, by the kernel; sudden power-offs, by the journal; evenings, by the guard. */
import type { Observation } from '../../../../shared/controls/power/observation.ts';
import { type Backend, ProbeError } from '../control.ts';
import { PowerGuard } from './guard.ts';
import { suddenStops } from './journal.ts';
import { linuxSwitch } from './linux-switch.ts';
import { planLinux } from './plan.ts';
import { withStanding } from './standing.ts';

const source = '/proc/uptime and journalctl';

/** Milliseconds since the start, sleep included. Throws ProbeError. */
export function parseUptime(text: string): number {
  const seconds = /^(\d{1,10}\.\d{1,3}) /.exec(text)?.[1];
  if (seconds === undefined)
    throw new ProbeError('unrecognised_output', '/proc/uptime is not in the form that is known', source);
  return Math.round(Number(seconds) * 1000);
}

export const linux: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const text = await machine.readFile('/proc/uptime', 64);
    const startedAt = machine.now() - parseUptime(text);
    return withStanding(machine, { startedAt, powerOffs: await suddenStops(machine, signal) });
  },
  plan: planLinux,
  guard: edges => new PowerGuard(edges, linuxSwitch(edges.machine)),
};
