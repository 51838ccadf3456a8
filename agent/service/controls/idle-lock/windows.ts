/**
 * Windows: when the screen locks for everybody who is signed in, by the registry. Whether a session is locked
 * now is told by an interface that the service cannot reach without a component of its own: not read.
 */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend, Machine } from '../control.ts';
import { desktopsFrom, parseWindows, source, type WindowsLook } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

const memoryName = 'idle-lock-limit';
const kept = z.object({ seconds: z.number().int(), since: z.number().int() }).nullable();

/**
 * The computer's limit comes into force at a restart. It is believed once the system has started since this
 * value was first seen here; the memory is this device's own.
 */
async function limitInForce(machine: Machine, { limit, startedAt }: WindowsLook): Promise<boolean> {
  let before: z.infer<typeof kept> = null;
  try {
    before = kept.parse(JSON.parse((await machine.memory.get(memoryName)) ?? 'null'));
  } catch {
    // Kept by another version, or spoilt: begins anew.
  }
  const same = limit !== null && before?.seconds === limit;
  const since = same && before ? before.since : machine.now();
  if (!same)
    await machine.memory.set(memoryName, JSON.stringify(limit === null ? null : { seconds: limit, since }));
  return startedAt !== null && startedAt > since && startedAt <= machine.now();
}

export const windows: Backend<Observation> = {
  source: `${source} (powershell)`,
  async observe(machine, signal) {
    const look = parseWindows(await askPowershell(machine, windowsScript, signal));
    const desktops = desktopsFrom(look, await limitInForce(machine, look));
    return { desktops, noDesktop: false, sessions: null };
  },
};
