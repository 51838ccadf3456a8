/** How devices stood at a moment in the past: from their changes as the console had received them by then. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { State } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from './standing.ts';

export interface PastQuery {
  schoolId: string;
  control: string;
  at: number;
  state?: State | undefined;
  /** Where the page before ended. */
  after?: { order: string; id: string } | undefined;
  limit: number;
}

export interface PastStanding {
  id: string;
  /** As it is called now. */
  name: string;
  name_order: string;
  group_name: string;
  state: State;
  reason: string;
  /** When it was seen to be so, and when the console learnt of it; null where nothing had been reported. */
  since: number | null;
  received_at: number | null;
  /** As it was reported, as JSON. */
  finding: string | null;
}

/** In the figures then: let in by then, and not removed before. */
const countedAt = (schoolId: string, at: number) => sql`
  device.school_id = ${schoolId} and device.approved_at <= ${at}
  and (device.status in (${sql.join(countedStatuses.map(status => sql.lit(status)))}) or exists (
    select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.removed'
      and audit.subject = device.id and audit.at > ${at}))`;

/** The last change that was received by then, of one device and control. */
const lastChange = (control: unknown, at: number) => sql`(
  select id from posture_change as earlier where earlier.device_id = device.id
    and earlier.control = ${control} and earlier.received_at <= ${at}
  order by earlier.received_at desc, earlier.id desc limit 1)`;

/** By name. One device more than `limit`, where there is one. */
export async function standingsAt(db: Tx, query: PastQuery): Promise<PastStanding[]> {
  const { schoolId, control, at, state, after, limit } = query;
  const narrowed = [
    countedAt(schoolId, at),
    ...(state === undefined ? [] : [sql`coalesce(change.state, 'unknown') = ${state}`]),
    ...(after === undefined ? [] : [sql`(device.name_order, device.id) > (${after.order}, ${after.id})`]),
  ];
  const found = await sql<PastStanding>`
    select device.id, device.name, device.name_order, device_group.name as group_name,
      coalesce(change.state, 'unknown') as state, coalesce(change.reason, 'not_reported') as reason,
      change.at as since, change.received_at, change.finding
    from device join device_group on device_group.id = device.group_id
      left join posture_change as change on change.id = ${lastChange(control, at)}
    where ${sql.join(narrowed, sql` and `)}
    order by device.name_order, device.id limit ${limit + 1}`.execute(db);
  return found.rows.map(row => ({
    ...row,
    since: row.since === null ? null : Number(row.since),
    received_at: row.received_at === null ? null : Number(row.received_at),
  }));
}

/** A hash over every change of every device that was received after `from` and by `upTo`: none can be added, altered or taken out unseen. */
export async function historyHash(
  db: Tx,
  schoolId: string,
  { from, upTo }: { from: number; upTo: number },
): Promise<string> {
  const hash = createHash('sha256');
  const atOnce = 2000;
  let after = { at: from, id: '\uffff' };
  for (;;) {
    const rows = await db
      .selectFrom('posture_change')
      .select(['id', 'device_id', 'control', 'state', 'reason', 'at', 'received_at', 'finding'])
      .where('school_id', '=', schoolId)
      .where('received_at', '<=', upTo)
      .where(eb =>
        eb.or([
          eb('received_at', '>', after.at),
          eb.and([eb('received_at', '=', after.at), eb('id', '>', after.id)]),
        ]),
      )
      .orderBy('received_at')
      .orderBy('id')
      .limit(atOnce)
      .execute();
    for (const { at: seen, received_at, ...rest } of rows)
      hash.update(`${JSON.stringify([...Object.values(rest), Number(seen), Number(received_at)])}\n`);
    const last = rows.at(-1);
    if (rows.length < atOnce || last === undefined) return hash.digest('hex');
    after = { at: Number(last.received_at), id: last.id };
  }
}

/** Changes received by then that a later one, received by then too, had overtaken. Answers how many went. */
export async function forgetChanges(tx: Tx, schoolId: string, upTo: number): Promise<number> {
  const gone = await sql`
    delete from posture_change where school_id = ${schoolId} and received_at <= ${upTo} and exists (
      select 1 from posture_change as later where later.device_id = posture_change.device_id
        and later.control = posture_change.control and later.received_at <= ${upTo}
        and (later.received_at, later.id) > (posture_change.received_at, posture_change.id))`.execute(tx);
  return Number(gone.numAffectedRows ?? 0);
}
