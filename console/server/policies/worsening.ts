/** Whether devices that have a new version stand worse than before it, beyond what was to be expected of it. */
import * as z from 'zod';
import { controls } from '../../../shared/controls/index.ts';
import type { Tx } from '../database/index.ts';

/** By group and control: devices that fail, or that cannot be known for another reason than being away. */
export type BadCounts = Record<string, Record<string, number>>;
const badCounts = z.record(z.string(), z.record(z.string(), z.number()));
export const readCounts = (text: string): BadCounts => badCounts.parse(JSON.parse(text));

/** These become known by themselves: no policy made them so. */
const away = ['silent', 'stale', 'not_reported'];

export async function badNow(tx: Tx, groupIds: readonly string[]): Promise<BadCounts> {
  const counts: BadCounts = Object.fromEntries(groupIds.map(id => [id, {}]));
  if (groupIds.length === 0) return counts;
  const found = await tx
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device.group_id', 'control', eb => eb.fn.countAll<number>().as('devices')])
    .where('device.group_id', 'in', groupIds)
    .where('device.status', '=', 'approved')
    .where(eb =>
      eb.or([
        eb('device_finding.state', '=', 'not_met'),
        eb.and([eb('device_finding.state', '=', 'unknown'), eb('device_finding.reason', 'not in', away)]),
      ]),
    )
    .groupBy(['device.group_id', 'control'])
    .execute();
  for (const { group_id, control, devices } of found) {
    const of = counts[group_id] ?? {};
    of[control] = Number(devices);
    counts[group_id] = of;
  }
  return counts;
}

export interface Worsened {
  /** Devices by which the worst control is worse than expected. */
  devices: number;
  control: string | null;
}

/** The control that got worst, over all groups that have the version. `controls` that it concerns, or null for all. */
export function worsened(
  now: BadCounts,
  before: BadCounts,
  expected: BadCounts,
  concerned: readonly string[] | null,
): Worsened {
  let worst: Worsened = { devices: 0, control: null };
  for (const { key } of controls) {
    if (concerned !== null && !concerned.includes(key)) continue;
    let devices = 0;
    for (const [group, counts] of Object.entries(now))
      devices += Math.max(
        0,
        (counts[key] ?? 0) - (before[group]?.[key] ?? 0) - (expected[group]?.[key] ?? 0),
      );
    if (devices > worst.devices) worst = { devices, control: key };
  }
  return worst;
}

/** How many devices have to get worse before a roll-out stops: a share, but never one flapping device among many. */
export function haltAt(devices: number, percent: number): number {
  return devices <= 3 ? 1 : Math.max(2, Math.ceil((devices * percent) / 100));
}

/** Devices of these groups that said they refused a policy since then. */
export async function refusedSince(tx: Tx, groupIds: readonly string[], since: number): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const found = await tx
    .selectFrom('device_record')
    .innerJoin('device', 'device.id', 'device_record.device_id')
    .select('device.id')
    .distinct()
    .where('device.group_id', 'in', groupIds)
    .where('device_record.type', '=', 'event')
    .where('device_record.received_at', '>=', since)
    .where('device_record.body', 'like', '%"policy.refused"%')
    .execute();
  return found.map(row => row.id);
}
