/** Windows: BitLocker's state of every volume, read as LocalSystem or an administrator. */
import type { Observation } from '../../../../shared/controls/disk-encryption/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { parseWindows } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: 'Win32_EncryptableVolume (powershell)',
  async observe(machine, signal) {
    return parseWindows(await askPowershell(machine, windowsScript, signal));
  },
};
