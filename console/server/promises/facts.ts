/** What the promises page reads beside the kept counts. */
import { sql } from 'kysely';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { devicesWord } from '../overview/index.ts';

export interface ControlAges {
  /** The oldest figure that counts as met or not met. */
  oldestAt: number | null;
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
      sql<
        number | null
      >`min(case when device_finding.state in ('met', 'not_met') then device_finding.observed_at end)`.as(
        'oldest',
      ),
      sql<number>`sum(case when device_finding.reason = 'silent' then 1 else 0 end)`.as('silent'),
      sql<number | null>`max(case when device_finding.reason = 'silent' then device.last_seen_at end)`.as(
        'since',
      ),
    ])
    .where('device_finding.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .groupBy('device_finding.control')
    .execute();
  const orNull = (value: number | null) => (value === null ? null : Number(value));
  return new Map(
    found.map(row => [
      row.control,
      { oldestAt: orNull(row.oldest), silent: Number(row.silent), silentSince: orNull(row.since) },
    ]),
  );
}

/** This week, by promise rather than by device, and who came and went: a removed device never goes unmentioned. */
export async function changedThisWeek(
  db: Tx,
  schoolId: string,
  since: number,
  sentences: ReadonlyMap<string, string>,
): Promise<Promises['changed']> {
  const changed = [
    ...(await moved(db, schoolId, since, sentences)),
    ...(await cameAndWent(db, schoolId, since)),
  ];
  return changed.sort((a, b) => b.at - a.at).slice(0, 20);
}

async function moved(db: Tx, schoolId: string, since: number, sentences: ReadonlyMap<string, string>) {
  const found = await db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .select([
      'posture_change.control as control',
      'posture_change.state as state',
      sql<number>`count(distinct posture_change.device_id)`.as('devices'),
      sql<number>`max(posture_change.received_at)`.as('at'),
    ])
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>=', since)
    .where('posture_change.before_state', 'in', ['met', 'not_met'])
    .where('posture_change.state', 'in', ['met', 'not_met', 'unknown'])
    .where('device.status', 'in', countedStatuses)
    .groupBy(['posture_change.control', 'posture_change.state'])
    .execute();
  const became: Record<string, string> = {
    met: 'came to hold again on',
    not_met: 'stopped holding on',
    unknown: 'was no longer known for',
  };
  return found.flatMap(row => {
    const promise = sentences.get(row.control);
    if (promise === undefined) return [];
    const text = `“${promise.replace(/\.$/, '')}” ${became[row.state]} ${devicesWord(Number(row.devices))}.`;
    return [{ at: Number(row.at), sentence: text }];
  });
}

async function cameAndWent(db: Tx, schoolId: string, since: number): Promise<Promises['changed']> {
  const removed = await db
    .selectFrom('audit')
    .select(['at', 'facts', 'actor_name'])
    .where('school_id', '=', schoolId)
    .where('action', '=', 'device.removed')
    .where('at', '>=', since)
    .orderBy('number', 'desc')
    .limit(20)
    .execute();
  const joined = await db
    .selectFrom('device')
    .select([eb => eb.fn.countAll<number>().as('devices'), eb => eb.fn.max('approved_at').as('at')])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .where('approved_at', '>=', since)
    .executeTakeFirstOrThrow();
  const gone = removed.map(({ at, facts, actor_name }) => {
    const { name } = JSON.parse(facts) as { name?: string };
    return { at, sentence: `${actor_name} removed “${name ?? 'a device'}”, so it is no longer counted.` };
  });
  const came = Number(joined.devices);
  if (came === 0) return gone;
  return [...gone, { at: Number(joined.at), sentence: `${devicesWord(came)} joined.` }];
}
