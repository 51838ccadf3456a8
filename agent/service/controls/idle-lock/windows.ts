/**
 * Windows: when the screen locks for everybody who is signed in, by the registry; and whether it is locked now, by native
 * calls where those can be made (system/windows).
 */
import type { Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { sinceStart } from './boot-time.ts';
import { LockGuard } from './guard.ts';
import { desktopsFrom, parseWindows, source } from './parse-windows.ts';
import { standingNow } from './standing.ts';
import { limitInForce } from './windows-limit.ts';
import { planWindows } from './windows-plan.ts';
import { windowsScript } from './windows-script.ts';
import { windowsSeats, windowsSeen } from './windows-seats.ts';

export const windows: Backend<Observation> = {
  source: `${source} (powershell), WTSSessionInfoEx`,
  async observe(machine, signal) {
    const look = parseWindows(await askPowershell(machine, windowsScript, signal));
    const desktops = desktopsFrom(look, await limitInForce(machine, look));
    const sessions = await windowsSeen(machine, signal);
    const agentLock = await standingNow(machine, sinceStart());
    return {
      ...{ desktops, noDesktop: false },
      ...(sessions === undefined ? {} : { sessions }),
      ...(agentLock ? { agentLock } : {}),
    };
  },
  plan: planWindows,
  guard: edges => new LockGuard(edges, { seats: windowsSeats(edges.machine) }),
};
