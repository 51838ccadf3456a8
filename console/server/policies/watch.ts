/** How a roll-out is doing: which devices have it, which stand worse for it, and what was expected of it. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { settingsOrNothing } from './drafts.ts';
import {
  covers,
  type Ring,
  type RolloutRow,
  readPlaces,
  readRings,
  settingsOf,
  type VersionRow,
} from './places.ts';
import { newestNumbers } from './policies.ts';
import { devicesOf, groupsReached, type Reached } from './reach.ts';
import { findByStatus, linesBetween, type PlaceRef } from './versions.ts';
import { judgeAll, readQuestion } from './what-if.ts';
import {
  type Covered,
  judge,
  keep,
  nothingKept,
  readStanding,
  refusedSince,
  type Standing,
  type Verdict,
  worsened,
} from './worsening.ts';

/** The controls that the version asks otherwise than what is in force. */
export async function concernedBy(tx: Tx, version: VersionRow, place: PlaceRef): Promise<string[]> {
  const places = await readPlaces(tx, version.school_id);
  const before = settingsOrNothing(await findByStatus(tx, version.school_id, place, 'in_force'));
  const lines = linesBetween(places, version.school_id, place, before, settingsOf(version));
  return [...new Set(lines.flatMap(line => (line.control === null ? [] : [line.control])))];
}

export async function expectedFailures(
  tx: Tx,
  version: VersionRow,
  place: PlaceRef,
  now: number,
  concerned: readonly string[],
): Promise<Standing> {
  const question = await readQuestion(tx, version.school_id, place, settingsOf(version), now);
  const groupOf = new Map(question.devices.map(device => [device.id, device.groupId]));
  const expected = nothingKept(concerned);
  for (const [control, judged] of await judgeAll(tx, question)) {
    for (const one of judged) {
      const worse = one.after !== one.before && (one.after === 'not_met' || one.after === 'unknown');
      // Where setting it succeeds, what is asked more strictly is set as well: that it fails is what is watched for.
      if (!worse || (one.isSet && one.modes.after === 'enforce')) continue;
      keep(expected, groupOf.get(one.device.id) ?? '', one.device.id, control);
    }
  }
  return expected;
}

/** What the rings up to this one have; of a device's own version, only that device. */
export async function coveredBy(
  tx: Tx,
  schoolId: string,
  place: PlaceRef,
  rings: readonly Ring[],
  ring: number,
): Promise<Covered> {
  const groups = (await groupsReached(tx, schoolId, place)).filter(id => covers(rings, ring, id));
  return { schoolId, groups, only: place.scope === 'device' ? place.scopeId : undefined };
}

export interface Watched {
  rings: Ring[];
  /** What the rings up to this one have. */
  reached: Reached[];
  verdict: Verdict;
}

/** How a roll-out is doing now. */
export async function watch(tx: Tx, rollout: RolloutRow, place: PlaceRef): Promise<Watched> {
  const rings = readRings(rollout.rings);
  const covered = await coveredBy(tx, rollout.school_id, place, rings, rollout.ring);
  const reached = await devicesOf(tx, rollout.school_id, covered.groups, covered.only);
  const before = readStanding(rollout.bad_before);
  const causes = new Map<string | null, string[]>(
    before === null ? [] : await worsened(tx, covered, before, readStanding(rollout.expected)),
  );
  causes.set(null, await refusedSince(tx, covered, rollout.started_at));
  const numbers = await newestNumbers(tx, rollout.school_id);
  const has = (device: Reached) => device.policyApplied === numbers.get(device.groupId);
  return { rings, reached, verdict: judge(reached, has, causes, rollout.halt_percent) };
}

interface Held {
  /** At least one device of the ring that runs has it, or the ring has no devices. */
  some: boolean;
  /** All of its devices that are connected have it. */
  connected: boolean;
  /** Devices that have it, over all rings so far. */
  count: number;
}

/** A ring that no device has proves nothing: it waits on, for one that does and, before the last, for all that are connected. */
export async function heldBy(context: Context, tx: Tx, rollout: RolloutRow, seen: Watched): Promise<Held> {
  const numbers = await newestNumbers(tx, rollout.school_id);
  const has = (device: Reached) => device.policyApplied === numbers.get(device.groupId);
  const ring = seen.reached.filter(device => !covers(seen.rings, rollout.ring - 1, device.groupId));
  return {
    some: ring.length === 0 || ring.some(has),
    connected: ring.every(device => has(device) || !context.presence.isConnected(device.id)),
    count: seen.reached.filter(has).length,
  };
}
