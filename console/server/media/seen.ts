/** What devices see of sticks: when a registered one was last plugged in, and which ones nobody has registered. */

import { finding as findingSchema } from '../../../shared/finding.ts';
import type { SeenMedium } from '../../../shared/protocol/api/media.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';

const control = 'removable-media';
const daysMs = 7 * 24 * 3600_000;
const mostShown = 50;

interface Attached {
  vendorId: string;
  productId: string;
  serialHash: string;
  standing: string | null;
  encrypted: string | null;
  deviceId: string;
  deviceName: string;
  at: number;
}

/** Storage with a serial of its own, as the devices last said; of some devices only, or of all. */
async function attached(tx: Tx, schoolId: string, deviceIds?: readonly string[]): Promise<Attached[]> {
  const rows = await tx
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device_finding.device_id', 'device_finding.finding', 'observed_at', 'device.name'])
    .where('device_finding.school_id', '=', schoolId)
    .where('device_finding.control', '=', control)
    .where('device.status', '=', 'approved')
    .where('device_finding.finding', 'like', '%"serialHash":"%')
    .$if(deviceIds !== undefined, some => some.where('device_finding.device_id', 'in', deviceIds ?? []))
    .execute();
  return rows.flatMap(row => partsOf(row.finding).map(part => ({ ...part, ...whereSeen(row) })));
}

const whereSeen = (row: { device_id: string; name: string; observed_at: number }) => ({
  deviceId: row.device_id,
  deviceName: row.name,
  at: row.observed_at,
});

function partsOf(text: string) {
  const parsed = findingSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return [];
  return parsed.data.evidence.parts.flatMap(({ facts }) => {
    const { vendorId, productId, serialHash, standing, encrypted, kind } = facts;
    if (typeof vendorId !== 'string' || typeof productId !== 'string' || typeof serialHash !== 'string')
      return [];
    if (kind !== 'storage') return [];
    const said = (value: unknown) => (typeof value === 'string' ? value : null);
    return [{ vendorId, productId, serialHash, standing: said(standing), encrypted: said(encrypted) }];
  });
}

/** Sticks that the school has not registered, newest first, each once. */
export async function unregistered(context: Context, schoolId: string): Promise<SeenMedium[]> {
  const { db, now } = context;
  const known = await db
    .selectFrom('school_medium')
    .select('serial_hash')
    .where('school_id', '=', schoolId)
    .execute();
  const hashes = new Set(known.map(one => one.serial_hash));
  const found = (await attached(db, schoolId))
    .filter(one => !hashes.has(one.serialHash) && one.at > now() - daysMs)
    .sort((a, b) => b.at - a.at);
  return [...new Map(found.reverse().map(one => [one.serialHash, one])).values()]
    .reverse()
    .slice(0, mostShown)
    .map(({ vendorId, productId, serialHash, encrypted, deviceId, deviceName, at }) => ({
      ...{ vendorId, productId, serialHash, encrypted, at },
      device: { id: deviceId, name: deviceName },
    }));
}

/** Writes down where registered ones were last seen. True when something was written. */
export async function noteSeen(
  context: Context,
  schoolId: string,
  deviceIds?: readonly string[],
): Promise<boolean> {
  let noted = false;
  for (const one of await attached(context.db, schoolId, deviceIds)) {
    const updated = await context.db
      .updateTable('school_medium')
      .set({
        seen_at: one.at,
        seen_device_id: one.deviceId,
        ...(one.encrypted === null ? {} : { seen_encrypted: one.encrypted }),
      })
      .where('school_id', '=', schoolId)
      .where('serial_hash', '=', one.serialHash)
      .where(eb => eb.or([eb('seen_at', 'is', null), eb('seen_at', '<', one.at)]))
      .executeTakeFirst();
    noted ||= Number(updated.numUpdatedRows) > 0;
  }
  return noted;
}

const gatherMs = 2000;

/** Looks at what devices just reported, until the answer is called. */
export function startNoting(context: Context): () => Promise<void> {
  const waiting = new Map<string, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = Promise.resolve();
  const look = async () => {
    timer = undefined;
    const due = [...waiting];
    waiting.clear();
    for (const [schoolId, ids] of due)
      if (await noteSeen(context, schoolId, [...ids])) context.events.nudge(schoolId, ['media']);
  };
  const forget = context.events.onNudge((schoolId, { topics, deviceIds }) => {
    if (!topics.includes('device') || deviceIds.length === 0) return;
    waiting.set(schoolId, new Set([...(waiting.get(schoolId) ?? []), ...deviceIds]));
    timer ??= setTimeout(() => {
      running = look().catch(error => context.log.error({ err: error }, 'seen media were not noted'));
    }, gatherMs).unref();
  });
  return async () => {
    forget();
    clearTimeout(timer);
    await running;
  };
}
