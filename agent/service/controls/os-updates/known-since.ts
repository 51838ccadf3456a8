/**
 * Since when this device has known of each waiting fix. Package managers do not tell when a fix came
 * out, so two times bound it: the last list in which it was not yet wanted, and the first in which it was.
 * A package that was installed in between makes the earlier bound too late; a newer list corrects it.
 */
import * as z from 'zod';
import type { PendingUpdate } from '../../../../shared/controls/os-updates/observation.ts';
import type { Machine } from '../control.ts';

const kept = z.object({
  listsAt: z.int().nullable(),
  seen: z.record(z.string(), z.object({ firstSeenAt: z.int(), notBefore: z.int().nullable() })),
});
type Kept = z.infer<typeof kept>;

const memoryName = 'os-updates';

async function recall(machine: Machine): Promise<Kept | null> {
  const text = await machine.memory.get(memoryName);
  try {
    return text === null ? null : kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A fix in a list was out when that list was renewed. A newer version of the same package keeps the older clock. */
function seenNow(before: Kept | null, names: readonly string[], listsAt: number | null, now: number): Kept {
  const firstSeenAt = Math.min(listsAt ?? now, now);
  const seen = names.map(name => {
    const known = before && Object.hasOwn(before.seen, name) ? before.seen[name] : undefined;
    return [name, known ?? { firstSeenAt, notBefore: before?.listsAt ?? null }] as const;
  });
  return { listsAt, seen: Object.fromEntries(seen) };
}

/** Call once for each complete list of waiting security fixes. */
export async function withKnownSince(
  machine: Machine,
  updates: readonly { name: string; version: string }[],
  listsAt: number | null,
): Promise<PendingUpdate[]> {
  const names = updates.map(({ name }) => name);
  const now = seenNow(await recall(machine), names, listsAt, machine.now());
  await machine.memory.set(memoryName, JSON.stringify(now));
  return updates.map(({ name, version }) => ({
    name,
    version,
    notBefore: now.seen[name]?.notBefore ?? null,
    firstSeenAt: now.seen[name]?.firstSeenAt ?? null,
  }));
}
