/** The limit of the whole computer, which comes into force at a restart. */
import * as z from 'zod';
import type { Machine } from '../control.ts';

/** The most that Windows takes. */
const longest = 599_940;

/** Seconds; zero for no limit, null when the value is not one. */
export function limitOf(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= longest
    ? value
    : null;
}

const memoryName = 'idle-lock-limit';
const kept = z.object({ seconds: z.int(), since: z.int() }).nullable();

/**
 * Believed once the system has started since this value was first seen here; the memory is this device's own.
 * `startedAt` in UTC milliseconds, null when Windows did not say.
 */
export async function limitInForce(
  machine: Machine,
  { limit, startedAt }: { limit: number | null; startedAt: number | null },
): Promise<boolean> {
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
