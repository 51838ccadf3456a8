/**
 * Computers that were asked for something last term, were not seen to do it, and are asked no longer: removed (also when
 * somebody agreed), in a group that is not asked, or let off. No figure may look better beside last term's for it.
 */
import { sql } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Tx } from '../database/index.ts';
import type { Departed } from '../departures/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { exceptedAt, policiesInForce } from '../policies/index.ts';

export interface GoneSince {
  /** No longer asked. */
  left: number;
  /** Asked otherwise for a while. */
  letOff: number;
  /** Let off before, and met by what was asked then: not looked at since that is over. Or met since it moved to a group, where groups are asked otherwise. */
  unlooked: number;
}

/** Of the checks of a promise; undefined where nothing made it better but mending. No number: the governors read it too. */
export function sayGone(of: readonly (GoneSince | undefined)[]): string | undefined {
  const some = (which: keyof GoneSince) => of.some(one => (one?.[which] ?? 0) > 0);
  const said = [
    some('left') && 'have left',
    some('letOff') && 'are let off',
    some('unlooked') && 'were not looked at anew',
  ].filter(one => one !== false);
  if (said.length === 0) return undefined;
  return `Some that were not seen to keep it ${said.join(' or ')}.`;
}

/** By control, of those that were there at `then`, by what was done until `now`. `stillCounted`: removed, and among the unknown. */
export async function goneSince(
  db: Tx,
  schoolId: string,
  { then, now, stillCounted }: { then: number; now: number; stillCounted: readonly Departed[] },
): Promise<Map<string, GoneSince>> {
  const gone = new Map<string, GoneSince>();
  const count = (control: string, which: keyof GoneSince) => {
    const of = gone.get(control) ?? { left: 0, letOff: 0, unlooked: 0 };
    gone.set(control, { ...of, [which]: of[which] + 1 });
  };
  const counted = new Set(stillCounted.flatMap(one => one.controls.map(key => `${one.deviceId} ${key}`)));
  const span = { then, now };
  const eased = await easedSince(db, schoolId, span);
  const removed = await removedSince(db, schoolId, span);
  const lenient = removed
    .map(one => one.id)
    .filter(id => controls.some(({ key }) => eased.has(`${id} ${key}`)));
  const stood = await statesAt(db, lenient, then);
  for (const { id, states } of removed)
    for (const { key } of controls) {
      // Of one that was let off in between, what it said then counts too: it was asked for less afterwards.
      const said = [states.get(key), ...(eased.has(`${id} ${key}`) ? [stood.get(`${id} ${key}`)] : [])];
      if (said.some(state => isOpen(state ?? 'unknown')) && !counted.has(`${id} ${key}`)) count(key, 'left');
    }
  for (const control of await noLongerAsked(db, schoolId, span, eased)) count(control, 'left');
  for (const { control, over } of await letOffSince(db, schoolId, span, eased))
    count(control, over ? 'unlooked' : 'letOff');
  for (const control of await movedSince(db, schoolId, span, eased)) count(control, 'unlooked');
  return gone;
}

/** In the figures at that moment. One that was removed and came back has a later day of its own. */
const wasThere = (schoolId: string, then: number) => sql<boolean>`(device.approved_at <= ${then} or exists (
  select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.continued'
    and audit.subject = device.id and audit.at > ${then}))`;

const isOpen = (state: string | null) => state === 'not_met' || state === 'unknown';

/** Unix milliseconds, the first of them left out. */
interface Stretch {
  then: number;
  now: number;
}

/** So many computers are asked for in one question. */
const atOnce = 200;

/** Each with what was last seen of it while it was asked, by control: to be asked no longer and then removed hides nothing. */
async function removedSince(db: Tx, schoolId: string, { then, now }: Stretch) {
  const devices = await sql<{ id: string }>`
    select device.id from device where device.school_id = ${schoolId} and device.status = 'removed'
      and ${wasThere(schoolId, then)} and exists (
        select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.removed'
          and audit.subject = device.id and audit.at > ${then} and audit.at <= ${now})
    order by device.id`.execute(db);
  const found: { id: string; states: Map<string, string> }[] = [];
  for (const some of parted(devices.rows.map(one => one.id))) {
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
async function noLongerAsked(
  db: Tx,
  schoolId: string,
  { then, now }: Stretch,
  eased: Eased,
): Promise<string[]> {
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
    .where('posture_change.received_at', '<=', now)
    // As text: an index over these alone serves it, and only where the word itself is seen.
    .where(sql<boolean>`posture_change.state = 'not_applicable'`)
    .where('device_finding.state', '=', 'not_applicable')
    .where('device.status', 'in', countedStatuses)
    .where(wasThere(schoolId, then))
    .orderBy('posture_change.received_at')
    .orderBy('posture_change.id')
    .execute();
  const last = new Map(rows.map(one => [`${one.id} ${one.control}`, one]));
  const lenient = [...last].flatMap(([key, { id }]) => (eased.has(key) ? [id] : []));
  const stood = await statesAt(db, lenient, then);
  return [...last]
    .filter(
      ([key, one]) => isOpen(one.before_state) || (eased.has(key) && isOpen(stood.get(key) ?? 'unknown')),
    )
    .map(([, one]) => one.control);
}

/** What was asked of them and not kept, then or now: to be let off makes it met, or asks for less. */
async function letOffSince(
  db: Tx,
  schoolId: string,
  { then, now }: Stretch,
  eased: Eased,
): Promise<{ control: string; over: boolean }[]> {
  if (eased.size === 0) return [];
  const told = await db
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device.id', 'device_finding.control', 'device_finding.state', 'device_finding.observed_at'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .where(wasThere(schoolId, then))
    .where('device_finding.state', 'in', ['met', 'not_met'])
    .where('device.id', 'in', [...new Set([...eased.keys()].map(key => key.split(' ')[0] ?? ''))])
    .execute();
  // Once it is over, what was said before goes by what was asked meanwhile.
  const since = told.filter(({ id, control, observed_at }) => {
    const until = eased.get(`${id} ${control}`);
    return until !== undefined && Number(observed_at) <= until;
  });
  const ids = since.map(one => one.id);
  const stood = await statesAt(db, ids, then);
  return since.flatMap(({ id, control, state }) => {
    const key = `${id} ${control}`;
    const over = (eased.get(key) ?? 0) <= now;
    const wasOpen = isOpen(stood.get(key) ?? 'unknown');
    // One that does not keep it and is let off no longer is among those that do not.
    return (over ? state === 'met' && wasOpen : state === 'not_met' || wasOpen) ? [{ control, over }] : [];
  });
}

/** The control of each computer that did not keep it then and keeps it now, in a group that may be asked for less. */
async function movedSince(db: Tx, schoolId: string, { then, now }: Stretch, eased: Eased): Promise<string[]> {
  const rows = await db
    .selectFrom('audit')
    .innerJoin('device', 'device.id', 'audit.subject')
    .innerJoin('device_finding', 'device_finding.device_id', 'device.id')
    .select(['device.id', 'device_finding.control'])
    .distinct()
    .where('audit.school_id', '=', schoolId)
    .where('audit.action', '=', 'device.moved')
    .where('audit.at', '>', then)
    .where('audit.at', '<=', now)
    .where('device_finding.state', '=', 'met')
    .where('device.status', 'in', countedStatuses)
    .where(wasThere(schoolId, then))
    .execute();
  if (rows.length === 0) return [];
  const inForce = await policiesInForce(db, schoolId);
  const some = rows.filter(
    ({ id, control }) => inForce.get(control)?.alike === false && !eased.has(`${id} ${control}`),
  );
  const stood = await statesAt(
    db,
    some.map(one => one.id),
    then,
  );
  return some
    .filter(({ id, control }) => isOpen(stood.get(`${id} ${control}`) ?? 'unknown'))
    .map(one => one.control);
}

/** By "device control": until when it was asked otherwise, since `then` and not already then. */
type Eased = ReadonlyMap<string, number>;

async function easedSince(db: Tx, schoolId: string, { then, now }: Stretch): Promise<Eased> {
  const rows = await db
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .select(['control', 'device_id', 'ends_at', 'ended_at'])
    .where('policy_exception.school_id', '=', schoolId)
    .where('approved_at', '>', then)
    .where('approved_at', '<=', now)
    .execute();
  const before = rows.length === 0 ? undefined : await exceptedAt(db, schoolId, then);
  const eased = new Map<string, number>();
  for (const { control, device_id, ends_at, ended_at } of rows) {
    const key = `${device_id} ${control}`;
    if (before?.has(key) !== true) eased.set(key, Math.max(eased.get(key) ?? 0, Number(ended_at ?? ends_at)));
  }
  return eased;
}

/** By "device control". Of what is no longer kept nothing is known. */
async function statesAt(db: Tx, ids: readonly string[], at: number): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const some of parted([...new Set(ids)])) {
    const changes = await db
      .selectFrom('posture_change')
      .select(['device_id', 'control', 'state'])
      .where('device_id', 'in', some)
      .where('received_at', '<=', at)
      .orderBy('received_at')
      .orderBy('id')
      .execute();
    for (const one of changes) states.set(`${one.device_id} ${one.control}`, one.state);
  }
  return states;
}

function parted<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) =>
    all.slice(at * atOnce, (at + 1) * atOnce),
  );
}
