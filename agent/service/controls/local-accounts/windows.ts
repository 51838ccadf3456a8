/** Windows: the computer's own accounts. Whether a password is empty cannot be seen, only whether Windows asks for one. */
import type { Observation } from '../../../../shared/controls/local-accounts/observation.ts';
import { guestNames } from '../../../../shared/controls/local-accounts/policy.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { parseWindows } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: 'Win32_UserAccount (powershell)',
  async observe(machine, signal, policy) {
    return parseWindows(await askPowershell(machine, windowsScript, signal), guestNames(policy));
  },
};
