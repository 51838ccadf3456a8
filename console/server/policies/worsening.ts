/** Whether devices that have a new version stand worse than before it, beyond what was to be expected of them. */
import * as z from 'zod';
import type { Tx } from '../database/index.ts';
import { newestSignatures } from './policies.ts';
import { devicesOf, type Reached } from './reach.ts';

/**
 * Controls by group and device, as places in `controls`, so that 50,000 devices fit 3 MB. As kept when a ring begins:
 * every device that was there, with the controls that failed or could not be known for another reason than its being away.
 */
const standing = z.strictObject({
  controls: z.array(z.string()),
  groups: z.record(z.string(), z.record(z.string(), z.array(z.number()))),
});
export type Standing = z.infer<typeof standing>;

/** Null for a roll-out that began when only numbers were kept: then no device is known to have been well. */
export function readStanding(text: string): Standing | null {
  return standing.safeParse(JSON.parse(text)).data ?? null;
}

/** The devices that a ring has: of these groups, or `only` one of them. */
export interface Covered {
  schoolId: string;
  groups: readonly string[];
  only: string | undefined;
}

/** These become known by themselves: no policy made them so. */
const away = ['silent', 'stale', 'not_reported'];

async function badNow(tx: Tx, { groups, only }: Covered, controls: readonly string[]) {
  if (groups.length === 0 || controls.length === 0) return [];
  return tx
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device.id', 'device.group_id', 'control'])
    .where('device.group_id', 'in', groups)
    .where('device.status', '=', 'approved')
    .where('control', 'in', controls)
    .$if(only !== undefined, one => one.where('device.id', '=', only ?? ''))
    .where(eb =>
      eb.or([
        eb('device_finding.state', '=', 'not_met'),
        eb.and([eb('device_finding.state', '=', 'unknown'), eb('device_finding.reason', 'not in', away)]),
      ]),
    )
    .execute();
}

export async function standingNow(tx: Tx, covered: Covered, controls: readonly string[]): Promise<Standing> {
  const kept = nothingKept(controls);
  for (const { id, groupId } of await devicesOf(tx, covered.schoolId, covered.groups, covered.only))
    keep(kept, groupId, id);
  for (const { id, group_id, control } of await badNow(tx, covered, controls))
    keep(kept, group_id, id, control);
  return kept;
}

export const nothingKept = (controls: readonly string[]): Standing => ({
  controls: [...controls],
  groups: {},
});

export function keep(kept: Standing, groupId: string, deviceId: string, control?: string): void {
  const group = kept.groups[groupId] ?? {};
  kept.groups[groupId] = group;
  const of = group[deviceId] ?? [];
  group[deviceId] = of;
  const place = control === undefined ? -1 : kept.controls.indexOf(control);
  if (place >= 0) of.push(place);
}

/**
 * By control: the devices that are bad now and were neither bad before nor expected to be. One that was not in its group
 * when the ring began (newly approved, moved) says nothing about the version.
 */
export async function worsened(
  tx: Tx,
  covered: Covered,
  before: Standing,
  expected: Standing | null,
): Promise<Map<string, string[]>> {
  const devices = new Map<string, string[]>();
  for (const { id, group_id, control } of await badNow(tx, covered, before.controls)) {
    const was = before.groups[group_id]?.[id];
    if (was === undefined || was.includes(before.controls.indexOf(control))) continue;
    const foreseen = expected?.groups[group_id]?.[id] ?? [];
    if (expected !== null && foreseen.includes(expected.controls.indexOf(control))) continue;
    devices.set(control, [...(devices.get(control) ?? []), id]);
  }
  return devices;
}

export interface Verdict {
  stop: boolean;
  worse: number;
  /** Devices among which they are: of the group, or all that are reached so far. */
  of: number;
  groupId: string | null;
  /** Null where devices could not read the version. */
  control: string | null;
}

/** Never one flapping device among many. */
export const leastWorse = (devices: number): number => (devices <= 3 ? 1 : 2);

/**
 * Whether a share of `percent` got worse of all devices that have the version, or of those in one group: one class that
 * breaks whole is little among many. What is off or waits still says nothing for the version, so it is not counted.
 */
export function judge(
  reached: readonly Reached[],
  has: (device: Reached) => boolean,
  causes: ReadonlyMap<string | null, readonly string[]>,
  percent: number,
): Verdict {
  const least = leastWorse(reached.length);
  const parts: [string | null, readonly Reached[]][] = [
    [null, reached],
    ...Map.groupBy(reached, device => device.groupId),
  ];
  let most: Verdict = { stop: false, worse: 0, of: reached.length, groupId: null, control: null };
  for (const [groupId, devices] of parts)
    for (const [control, ids] of causes) {
      const bad = new Set(ids);
      const worse = devices.filter(device => bad.has(device.id)).length;
      const counted = devices.filter(device => bad.has(device.id) || has(device)).length;
      const stop = worse >= Math.max(least, Math.ceil((counted * percent) / 100));
      if ((stop && !most.stop) || (stop === most.stop && worse > most.worse))
        most = { stop, worse, of: devices.length, groupId, control };
    }
  return most;
}

/** What a device says when it cannot read a policy that this console signed. */
const refusal = z.object({ facts: z.object({ reason: z.literal('malformed'), signature: z.string() }) });

/**
 * Devices that could not read the very policy that is their group's newest. Nothing else speaks against a version: what was
 * forged, replayed, late or another's says something of its bearer, and one that was refused before is not this one.
 */
export async function refusedSince(tx: Tx, { groups, only }: Covered, since: number): Promise<string[]> {
  if (groups.length === 0) return [];
  const found = await tx
    .selectFrom('device_record')
    .innerJoin('device', 'device.id', 'device_record.device_id')
    .select(['device.id', 'device.group_id', 'body'])
    .where('device.group_id', 'in', groups)
    .$if(only !== undefined, one => one.where('device.id', '=', only ?? ''))
    .where('device_record.type', '=', 'event')
    .where('device_record.received_at', '>=', since)
    .where('device_record.body', 'like', '%"policy.refused"%')
    .execute();
  if (found.length === 0) return [];
  const newest = await newestSignatures(tx, groups);
  const refused = found.filter(({ group_id, body }) => {
    const told = refusal.safeParse(JSON.parse(body)).data;
    return told !== undefined && told.facts.signature === newest.get(group_id);
  });
  return [...new Set(refused.map(row => row.id))];
}
