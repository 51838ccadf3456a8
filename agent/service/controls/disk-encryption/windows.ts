/** Windows: BitLocker's state of every volume, read as LocalSystem or an administrator. */
import type { Observation } from '../../../../shared/controls/disk-encryption/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { parseWindows } from './parse-windows.ts';
import { RecoveryKeyGuard } from './recovery-keys/guard.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: 'Win32_EncryptableVolume (powershell)',
  guard: edges =>
    new RecoveryKeyGuard(edges, async () => (await import('./recovery-keys/windows.ts')).bitLockerKeys),
  async observe(machine, signal) {
    return parseWindows(await askPowershell(machine, windowsScript, signal));
  },
};
