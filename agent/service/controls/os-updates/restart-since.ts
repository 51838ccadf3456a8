/** Since when a restart is due, where the system only says that one is. Kept on this device. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/os-updates/observation.ts';
import type { Machine } from '../control.ts';

const memoryName = 'os-updates-restart';
const kept = z.object({ since: z.int() }).nullable();

async function recall(machine: Machine): Promise<number | null> {
  try {
    return kept.parse(JSON.parse((await machine.memory.get(memoryName)) ?? 'null'))?.since ?? null;
  } catch {
    return null;
  }
}

/** A restart that was due before this start of the system has been made: what is due now is a new one. */
export async function restartSince(
  machine: Machine,
  needed: boolean,
  startedAt: number | null,
): Promise<Observation['restart']> {
  const before = needed ? await recall(machine) : null;
  const since = before !== null && before >= (startedAt ?? 0) ? before : machine.now();
  await machine.memory.set(memoryName, JSON.stringify(needed ? { since } : null));
  return { needed, since: needed ? since : null };
}
