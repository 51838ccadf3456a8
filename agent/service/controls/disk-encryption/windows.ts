/** Windows: BitLocker's state of every volume, read as LocalSystem or an administrator. */
import type { Observation } from '../../../../shared/controls/disk-encryption/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import type { Backend } from '../control.ts';
import { parseWindows } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', windowsScript];

export const windows: Backend<Observation> = {
  source: 'Win32_EncryptableVolume (powershell)',
  async observe(machine, signal) {
    return parseWindows(await commandOutput(machine, 'powershell', args, signal, 40_000));
  },
};
