/** Windows: the computer's own accounts. Whether a password is empty cannot be seen, only whether Windows asks for one. */
import type { Observation } from '../../../../shared/controls/local-accounts/observation.ts';
import { guestNames, policy as schema } from '../../../../shared/controls/local-accounts/policy.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { planFor, withNotice } from './close-guests.ts';
import { noticeOnWindows, noticesOnWindows } from './notice/windows.ts';
import { keptOnWindows, parseWindows } from './parse-windows.ts';
import { SittingsGuard } from './sittings/guard.ts';
import { windowsScript } from './windows-script.ts';
import { BothGuards } from './work/both.ts';
import { WorkGuard } from './work/guard.ts';

export const windows: Backend<Observation> = {
  source: 'Win32_UserAccount (powershell)',
  async observe(machine, signal, policy) {
    const seen = parseWindows(await askPowershell(machine, windowsScript, signal), guestNames(policy));
    const notices = await noticesOnWindows(machine, policy, signal);
    return notices === undefined ? seen : { ...seen, notices };
  },
  guard: edges =>
    new BothGuards(
      new SittingsGuard(edges, async () => (await import('./sittings/windows.ts')).seatsOnWindows),
      new WorkGuard(edges, async machine => (await import('./work/windows.ts')).workOnWindows(machine)),
    ),
  async plan(machine, asked, signal) {
    const known = keptOnWindows(await askPowershell(machine, windowsScript, signal));
    const guests = planFor(schema.parse(asked), known, 'windows', machine.now());
    return withNotice(guests, noticeOnWindows(asked));
  },
};
