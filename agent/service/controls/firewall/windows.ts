/** Windows: the three network profiles as they are in force, and the service behind them. */
import type { Observation } from '../../../../shared/controls/firewall/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { NeighboursGuard } from './neighbours/guard.ts';
import { parseWindows } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

export const windows: Backend<Observation> = {
  source: 'Get-NetFirewallProfile (powershell)',
  guard: edges =>
    new NeighboursGuard(edges, async () => (await import('./neighbours/table.ts')).arpCommand('-a')),
  async observe(machine, signal) {
    return parseWindows(await askPowershell(machine, windowsScript, signal));
  },
};
