/** What the promises page reads beside the kept counts. */
import { sql } from 'kysely';
import { listed } from '../../../shared/controls/words.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { departed } from '../departures/index.ts';
import { countedStatuses, troubleConditions } from '../devices/index.ts';
import { computersWord } from '../overview/index.ts';
import type { Wholly } from './headline.ts';
import type { WhyUnknown } from './unknown.ts';

export interface ControlAges {
  /** The oldest figure that counts as met or not met; where none does, the oldest there is. */
  oldestAt: number | null;
  why: WhyUnknown;
  silent: number;
  /** When the last of the silent ones was seen. */
  silentSince: number | null;
}

export async function controlAges(db: Tx, schoolId: string): Promise<Map<string, ControlAges>> {
  const found = await db
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select([
      'device_finding.control as control',
      'device_finding.state as state',
      'device_finding.reason as reason',
      sql<number>`count(*)`.as('devices'),
      sql<number>`min(device_finding.observed_at)`.as('oldest'),
      sql<number | null>`max(device.last_seen_at)`.as('since'),
    ])
    .where('device_finding.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .groupBy(['device_finding.control', 'device_finding.state', 'device_finding.reason'])
    .execute();
  const byControl = Map.groupBy(found, row => row.control);
  return new Map([...byControl].map(([control, rows]) => [control, agesOf(rows)]));
}

interface AgeRow {
  state: string;
  reason: string;
  devices: number;
  oldest: number;
  since: number | null;
}

function agesOf(rows: readonly AgeRow[]): ControlAges {
  const known = rows.filter(({ state }) => state === 'met' || state === 'not_met');
  const unknown = rows.filter(({ state }) => state === 'unknown');
  const silent = unknown.find(({ reason }) => reason === 'silent');
  return {
    oldestAt: Math.min(...(known.length > 0 ? known : rows).map(({ oldest }) => Number(oldest))),
    why: new Map(unknown.map(({ reason, devices }) => [reason, Number(devices)])),
    silent: Number(silent?.devices ?? 0),
    silentSince: silent === undefined || silent.since === null ? null : Number(silent.since),
  };
}

/** Computers of which nothing at all is known, each under one reason. */
export async function whollyUnknown(db: Tx, schoolId: string): Promise<Omit<Wholly, 'removed'>> {
  const { cloned, blocked, silent } = troubleConditions;
  const unheard = sql<boolean>`not exists (select 1 from device_finding f where f.device_id = device.id)`;
  const count = (when: typeof unheard) => sql<number>`coalesce(sum(case when ${when} then 1 else 0 end), 0)`;
  const heard = (when: typeof unheard) => count(sql<boolean>`${when} and not (${unheard})`);
  const found = await db
    .selectFrom('device')
    .select([
      heard(cloned).as('cloned'),
      heard(blocked).as('blocked'),
      heard(silent).as('silent'),
      count(unheard).as('never_checked'),
    ])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .executeTakeFirstOrThrow();
  return {
    cloned: Number(found.cloned),
    blocked: Number(found.blocked),
    silent: Number(found.silent),
    never_checked: Number(found.never_checked),
  };
}

/** A page is read, not searched: who came and went has its place first, the rest by newness. */
const mostLines = 8;

/** From when news is told: a moment that its reader knows as their last visit or by its date, else a week ago. */
interface Since {
  at: number;
  lastVisit?: boolean;
}

/**
 * By promise rather than by device, and who came and went: a removed device never goes unmentioned. Each promise has one
 * line: how it stands against then or, where that is the same, that it went wrong and was put right.
 */
export async function changedSince(
  db: Tx,
  schoolId: string,
  since: Since,
  sentences: ReadonlyMap<string, string>,
): Promise<Promises['changed']> {
  const changed = [
    ...(await cameAndWent(db, schoolId, since.at)),
    ...(await lostSight(db, schoolId, since)),
    ...netted(await moved(db, schoolId, since.at), sentences, whenOf(since)),
  ];
  return changed.slice(0, mostLines).sort((a, b) => b.at - a.at);
}

export interface Moved {
  control: string;
  /** On how many more devices it is met than at `since`; of a device that went back and forth the changes cancel out. */
  more: number;
  /** Devices on which it was not met in between, and is met as it was before. */
  mended: number;
  at: number;
}

/** How a sentence names the time before, and the time since. */
interface When {
  then: string;
  between: string;
}
export const aWeek: When = { then: 'a week ago', between: 'this week' };
export const aVisit: When = { then: 'then', between: 'in between' };
const whenOf = ({ lastVisit }: Since): When => (lastVisit === undefined ? aWeek : aVisit);

/** `promise` is its sentence. What moved most comes first where one sentence has several checks, and what still moves before what was put right. Pure. */
export function netted(
  found: readonly Moved[],
  sentences: ReadonlyMap<string, string>,
  when = aWeek,
): Promises['changed'] {
  const bySentence = Map.groupBy(found, one => sentences.get(one.control));
  bySentence.delete(undefined);
  const lines = [...bySentence].flatMap(([promise = '', all]) => {
    const at = Math.max(...all.map(one => one.at));
    const less = Math.min(...all.map(one => one.more));
    const more = less < 0 ? less : Math.max(...all.map(one => one.more));
    const mended = Math.max(...all.map(one => one.mended));
    if (more !== 0) return [{ at, promise, still: true, sentence: movedSentence(promise, more, when) }];
    return mended === 0
      ? []
      : [{ at, promise, still: false, sentence: mendedSentence(promise, mended, when) }];
  });
  return lines
    .sort((one, other) => Number(other.still) - Number(one.still) || other.at - one.at)
    .map(({ at, promise, sentence }) => ({ at, promise, sentence }));
}

/** Nothing is known of such a device, whatever was known before: one cause, which is said once. */
const outOfSight = sql<boolean>`(${troubleConditions.silent} or ${troubleConditions.cloned} or ${troubleConditions.blocked})`;

async function lostSight(db: Tx, schoolId: string, since: Since): Promise<Promises['changed']> {
  const found = await db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .select([
      sql<number>`count(distinct posture_change.device_id)`.as('devices'),
      sql<number | null>`max(posture_change.received_at)`.as('at'),
    ])
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>=', since.at)
    .where('posture_change.state', '=', 'unknown')
    .where('posture_change.before_state', 'in', ['met', 'not_met'])
    .where('device.status', 'in', countedStatuses)
    .where(outOfSight)
    .executeTakeFirstOrThrow();
  if (found.at === null) return [];
  return [{ at: Number(found.at), sentence: lostSentence(Number(found.devices), whenOf(since)) }];
}

/** Of `each`: let off its check at any time since then, or moved to another group. What looks better by that was not mended. */
const askedOtherwise = (schoolId: string, since: number) => sql<boolean>`(exists (
    select 1 from policy_exception_device join policy_exception on policy_exception.id = policy_exception_device.exception_id
    where policy_exception_device.device_id = each.device_id and policy_exception.control = each.control
      and policy_exception.approved_at is not null and coalesce(policy_exception.ended_at, policy_exception.ends_at) >= ${since})
  or exists (select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.moved'
    and audit.subject = each.device_id and audit.at >= ${since}))`;

/** Devices that joined since then are told as such, and those of which nothing is known any more. */
async function moved(db: Tx, schoolId: string, since: number): Promise<Moved[]> {
  const byDevice = db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .select([
      'posture_change.control as control',
      'posture_change.device_id as device_id',
      sql<number>`sum(case when posture_change.state = 'met' then 1 else 0 end)
        - sum(case when posture_change.before_state = 'met' then 1 else 0 end)`.as('more'),
      sql<number>`max(case when posture_change.state = 'not_met' then 1 else 0 end)`.as('wrong'),
      sql<number>`max(posture_change.received_at)`.as('at'),
    ])
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>=', since)
    .where('device.status', 'in', countedStatuses)
    .where(sql<boolean>`not ${outOfSight}`)
    .where(eb => eb.or([eb('device.approved_at', 'is', null), eb('device.approved_at', '<', since)]))
    .groupBy(['posture_change.control', 'posture_change.device_id']);
  const found = await db
    .selectFrom(byDevice.as('each'))
    .leftJoin('device_finding', on =>
      on
        .onRef('device_finding.device_id', '=', 'each.device_id')
        .onRef('device_finding.control', '=', 'each.control'),
    )
    .select([
      'each.control as control',
      sql<number>`sum(each.more)`.as('more'),
      sql<number>`sum(case when each.more = 0 and each.wrong = 1 and device_finding.state = 'met' then 1 else 0 end)`.as(
        'mended',
      ),
      sql<number>`max(each.at)`.as('at'),
    ])
    .where(sql<boolean>`not (each.more >= 0 and ${askedOtherwise(schoolId, since)})`)
    .groupBy('each.control')
    .execute();
  return found.map(({ control, more, mended, at }) => ({
    ...{ control, more: Number(more), mended: Number(mended), at: Number(at) },
  }));
}

export function movedSentence(promise: string, more: number, { then } = aWeek): string {
  const by = `${computersWord(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'}`;
  return `“${promise.replace(/\.$/, '')}” holds on ${by} than ${then}.`;
}

export const mendedSentence = (promise: string, devices: number, { between } = aWeek): string =>
  `“${promise.replace(/\.$/, '')}” did not hold on ${computersWord(devices)} ${between}. It does again.`;

export const lostSentence = (devices: number, { then } = aWeek): string =>
  `Nothing is known of ${computersWord(devices)} now. More was known ${then}.`;

export const cameSentence = (devices: number): string => `${computersWord(devices)} joined.`;

async function cameAndWent(db: Tx, schoolId: string, since: number): Promise<Promises['changed']> {
  const removed = await db
    .selectFrom('audit')
    .select(['at', 'facts', 'actor_name', 'subject'])
    .where('school_id', '=', schoolId)
    .where('action', '=', 'device.removed')
    .where('at', '>=', since)
    .orderBy('number', 'desc')
    .execute();
  const joined = await db
    .selectFrom('device')
    .select([eb => eb.fn.countAll<number>().as('devices'), eb => eb.fn.max('approved_at').as('at')])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .where('approved_at', '>=', since)
    .executeTakeFirstOrThrow();
  const counting = new Set((await departed(db, schoolId)).map(one => one.deviceId));
  const gone = goneSince(removed.filter(one => !counting.has(one.subject ?? '')));
  const came = Number(joined.devices);
  if (came === 0) return gone;
  return [...gone, { at: Number(joined.at), sentence: cameSentence(came) }];
}

/** One line, and never none. Those that go on counting are told where nothing is known. */
function goneSince(
  removed: readonly { at: number; facts: string; actor_name: string }[],
): Promises['changed'] {
  const [last] = removed;
  if (last === undefined) return [];
  const names = removed.map(({ facts }) => (JSON.parse(facts) as { name?: string }).name ?? 'a computer');
  return [
    {
      at: last.at,
      sentence: removedSentence(
        removed.map(one => one.actor_name),
        names,
      ),
    },
  ];
}

export function removedSentence(people: readonly string[], names: readonly string[]): string {
  const by = listed([...new Set(people)]);
  return names.length === 1
    ? `${by} removed “${names[0]}”, so it is no longer counted.`
    : `${by} removed ${computersWord(names.length)}, so they are no longer counted: ${listed(names.map(name => `“${name}”`))}.`;
}
