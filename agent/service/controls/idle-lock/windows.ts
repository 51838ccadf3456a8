/**
 * Windows: when the screen locks for everybody who is signed in, by the registry. Whether a session is locked
 * now is told by an interface that the service cannot reach without a component of its own: not read.
 */
import type { Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { desktopsFrom, parseWindows, source } from './parse-windows.ts';
import { limitInForce } from './windows-limit.ts';
import { planWindows } from './windows-plan.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: `${source} (powershell)`,
  async observe(machine, signal) {
    const look = parseWindows(await askPowershell(machine, windowsScript, signal));
    const desktops = desktopsFrom(look, await limitInForce(machine, look));
    return { desktops, noDesktop: false };
  },
  plan: planWindows,
};
