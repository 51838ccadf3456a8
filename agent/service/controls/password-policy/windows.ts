/** Windows: the rules for the computer's own accounts. A domain's or Entra's people have rules of their own elsewhere. */
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { parseWindows } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: 'secedit (powershell)',
  async observe(machine, signal) {
    return parseWindows(await askPowershell(machine, windowsScript, signal));
  },
};
