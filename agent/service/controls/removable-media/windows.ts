/** Windows: the policies for portable media, and what is plugged in as Plug and Play and the disks have it. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/removable-media/observation.ts';
import { policy as schema } from '../../../../shared/controls/removable-media/policy.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend, Machine } from '../control.ts';
import { MediaGuard } from './guard/guard.ts';
import { WindowsHands } from './guard/windows/hands.ts';
import { rememberedMedia } from './known-media.ts';
import { floorOf, observed, parseWindows, type WindowsTold } from './windows/parse-windows.ts';
import { windowsPlan } from './windows/windows-plan.ts';
import { windowsScript } from './windows/windows-script.ts';

const name = 'removable-media-floor';
const kept = z.object({ floor: z.string(), startedAt: z.number() });
/** The time of the last start shifts a little whenever the clock is put right. */
const jitterMs = 60_000;

/** Whether Windows was started since the class floor was first seen as it is; null when it does not say when it was. */
async function startedSince(machine: Machine, { keys, startedAt }: WindowsTold): Promise<boolean | null> {
  const { read, write } = floorOf(keys);
  if (!read && !write) {
    if ((await machine.memory.get(name)) !== null) await machine.memory.set(name, '');
    return true;
  }
  if (startedAt === null) return null;
  const floor = `${read} ${write}`;
  const before = kept.safeParse(parsed(await machine.memory.get(name)));
  if (before.success && before.data.floor === floor) return startedAt > before.data.startedAt + jitterMs;
  await machine.memory.set(name, JSON.stringify({ floor, startedAt }));
  return false;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

export const windows: Backend<Observation> = {
  source: 'Win32_PnPEntity and MSFT_Disk (powershell)',
  async observe(machine, signal) {
    const told = parseWindows(await askPowershell(machine, windowsScript, signal));
    return observed(told, await rememberedMedia(machine.memory), await startedSince(machine, told));
  },
  async plan(machine, policy, signal) {
    return windowsPlan(
      parseWindows(await askPowershell(machine, windowsScript, signal)),
      schema.parse(policy),
    );
  },
  guard: edges => new MediaGuard(edges, new WindowsHands(edges.machine)),
};
