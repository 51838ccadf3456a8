/** Windows: since when it runs and its own records of stops without warning; evenings, by the guard. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/power/observation.ts';
import { askPowershell, moment, onlyRow, parseTold, rowsOf } from '../../system/powershell.ts';
import { type Backend, ProbeError } from '../control.ts';
import { PowerGuard } from './guard.ts';
import { planWhileRunning } from './plan.ts';
import { withStanding } from './standing.ts';
import { windowsScript } from './windows-script.ts';
import { windowsSwitch } from './windows-switch.ts';

const source = 'Win32_OperatingSystem and the System log (powershell)';

const answer = z.object({
  started: rowsOf(z.object({ at: moment })),
  stops: rowsOf(z.object({ id: z.int(), at: moment })),
});

/** Both records of one stop are written within minutes of the next start. */
const sameStartMs = 10 * 60_000;

/** Throws ProbeError without the moment of the start; stops that could not be read are null. */
export function parseWindows(stdout: string): { startedAt: number; powerOffs: number[] | null } {
  const { language, answer: told } = parseTold(stdout, answer, source);
  const startedAt = onlyRow(told.started, language, source).at;
  if (startedAt === null)
    throw new ProbeError('unrecognised_output', 'Windows did not say when it was started', source);
  if ('error' in told.stops) return { startedAt, powerOffs: null };
  const times = told.stops.rows.flatMap(({ at }) => (at === null ? [] : [at])).sort((a, b) => b - a);
  const apart = times.filter((at, index) => index === 0 || (times[index - 1] ?? 0) - at > sameStartMs);
  return { startedAt, powerOffs: apart.slice(0, 50) };
}

export const windows: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    return withStanding(machine, parseWindows(await askPowershell(machine, windowsScript, signal)));
  },
  plan: planWhileRunning,
  guard: edges => new PowerGuard(edges, windowsSwitch(edges.machine)),
};
