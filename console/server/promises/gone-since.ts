/**
 * Computers that were asked for something last term, were not seen to do it, and are asked no longer: removed (also when
 * somebody agreed), in a group that is not asked, or let off. No figure may look better beside last term's for it.
 */
import { sql } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Tx } from '../database/index.ts';
import type { Departed } from '../departures/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { exceptedAt, exceptedNow } from '../policies/index.ts';

export interface GoneSince {
  /** No longer asked. */
  left: number;
  /** Asked otherwise for a while. */
  letOff: number;
}

/** By control, of those that were there at `then`. `stillCounted`: removed, and among today's unknown. */
export async function goneSince(
  db: Tx,
  schoolId: string,
  { then, now, stillCounted }: { then: number; now: number; stillCounted: readonly Departed[] },
): Promise<Map<string, GoneSince>> {
  const gone = new Map<string, GoneSince>();
  const count = (control: string, which: keyof GoneSince) => {
    const of = gone.get(control) ?? { left: 0, letOff: 0 };
    gone.set(control, { ...of, [which]: of[which] + 1 });
  };
  const counted = new Set(stillCounted.flatMap(one => one.controls.map(key => `${one.deviceId} ${key}`)));
  for (const { id, states } of await removedSince(db, schoolId, then))
    for (const { key } of controls)
      if (isOpen(states.get(key) ?? 'unknown') && !counted.has(`${id} ${key}`)) count(key, 'left');
  for (const control of await noLongerAsked(db, schoolId, then)) count(control, 'left');
  for (const control of await letOffSince(db, schoolId, then, now)) count(control, 'letOff');
  return gone;
}

const isOpen = (state: string | null) => state === 'not_met' || state === 'unknown';

/** So many computers are asked for in one question. */
const atOnce = 200;

/** Each with what was last seen of it while it was asked, by control: to be asked no longer and then removed hides nothing. */
async function removedSince(db: Tx, schoolId: string, then: number) {
  const devices = await sql<{ id: string }>`
    select device.id from device where device.school_id = ${schoolId} and device.status = 'removed'
      and device.approved_at <= ${then} and exists (
        select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.removed'
          and audit.subject = device.id and audit.at > ${then})
    order by device.id`.execute(db);
  const found: { id: string; states: Map<string, string> }[] = [];
  for (let at = 0; at < devices.rows.length; at += atOnce) {
    const some = devices.rows.slice(at, at + atOnce).map(one => one.id);
    const changes = await db
      .selectFrom('posture_change')
      .select(['device_id', 'control', 'state', 'before_state', 'received_at'])
      .where('device_id', 'in', some)
      .orderBy('received_at')
      .orderBy('id')
      .execute();
    const own = Map.groupBy(changes, one => one.device_id);
    const seen = (one: (typeof changes)[number]) =>
      one.state === 'not_applicable' && Number(one.received_at) > then
        ? (one.before_state ?? one.state)
        : one.state;
    for (const id of some)
      found.push({ id, states: new Map((own.get(id) ?? []).map(one => [one.control, seen(one)])) });
  }
  return found;
}

/** The control of each computer that ceased to be asked while it did not hold there, or was not known. */
async function noLongerAsked(db: Tx, schoolId: string, then: number): Promise<string[]> {
  const rows = await db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .innerJoin('device_finding', of =>
      of
        .onRef('device_finding.device_id', '=', 'posture_change.device_id')
        .onRef('device_finding.control', '=', 'posture_change.control'),
    )
    .select(['posture_change.device_id as id', 'posture_change.control', 'posture_change.before_state'])
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>', then)
    // As text: an index over these alone serves it, and only where the word itself is seen.
    .where(sql<boolean>`posture_change.state = 'not_applicable'`)
    .where('device_finding.state', '=', 'not_applicable')
    .where('device.status', 'in', countedStatuses)
    .where('device.approved_at', '<=', then)
    .orderBy('posture_change.received_at')
    .orderBy('posture_change.id')
    .execute();
  const last = new Map(rows.map(one => [`${one.id} ${one.control}`, one]));
  return [...last.values()].filter(one => isOpen(one.before_state)).map(one => one.control);
}

async function letOffSince(db: Tx, schoolId: string, then: number, now: number): Promise<string[]> {
  const excepted = await exceptedNow(db, schoolId, now);
  if (excepted.length === 0) return [];
  const before = await exceptedAt(db, schoolId, then);
  const unmet = await db
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device.id', 'device_finding.control'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .where('device.approved_at', '<=', then)
    .where('device_finding.state', '=', 'not_met')
    .where('device.id', 'in', [...new Set(excepted.map(one => one.deviceId))])
    .execute();
  const asked = new Set(excepted.map(one => `${one.deviceId} ${one.control}`));
  return unmet
    .filter(({ id, control }) => asked.has(`${id} ${control}`) && !before.has(`${id} ${control}`))
    .map(one => one.control);
}
