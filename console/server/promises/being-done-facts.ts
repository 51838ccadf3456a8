/** What the console's records say is being done about each check that does not hold. */
import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { readableBy } from '../incidents/index.ts';
import { changesComing, exceptedNow } from '../policies/index.ts';
import type { Deed, DeedKind } from './being-done.ts';

/** Which orders mend what; any other is no answer to a promise that does not hold. */
const mends = {
  update_virus_list: ['antivirus'],
  scan_for_viruses: ['antivirus'],
  restart: ['os-updates'],
  shut_down: ['power'],
} as const satisfies Partial<Record<DeedKind, readonly string[]>>;
type Mending = keyof typeof mends;
const mending = Object.keys(mends) as Mending[];

/** Of what went wrong: which promise it speaks of. */
const wentWrong: Readonly<Record<string, readonly string[]>> = {
  malware: ['antivirus'],
  tampering: ['antivirus'],
  lost_or_stolen: ['disk-encryption'],
  something_got_through: ['required-software'],
};

/** Everything of this is for all readers alike, so what is about a person is left out: nobody's name is behind an incident. */
const anybody = { id: 'anybody' };
/** The check of which a known weakness of the system's own programs speaks. */
const updates = 'os-updates';

/** By control; of computers that do not keep it now and are not let off. */
export async function readBeingDone(tx: Tx, schoolId: string, now: number): Promise<Map<string, Deed[]>> {
  const letOff = new Set((await exceptedNow(tx, schoolId, now)).map(nameOf));
  const deeds = new Map<string, Deed[]>();
  const add = (control: string, deed: Deed) => deeds.set(control, [...(deeds.get(control) ?? []), deed]);
  const addAll = (found: readonly Row[], read: (row: Row) => Omit<Deed, 'many'> | null) => {
    const open = found.filter(row => !letOff.has(nameOf(row)));
    for (const rows of Map.groupBy(open, one => `${one.id} ${one.control} ${one.by}`).values()) {
      const [last] = rows.toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0));
      const deed = last === undefined ? null : read(last);
      if (last === undefined || deed === null) continue;
      add(last.control, { ...deed, many: new Set(rows.map(row => row.deviceId)).size });
    }
  };
  for (const { control, deed } of await changes(tx, schoolId)) add(control, deed);
  addAll(await orders(tx, schoolId, now), row =>
    isMending(row.kind) && (mends[row.kind] as readonly string[]).includes(row.control)
      ? { kind: row.kind, by: row.by, atLatest: row.at }
      : null,
  );
  addAll(await waitingExceptions(tx, schoolId), ({ by, at }) => ({
    kind: 'let_off_waits',
    by,
    atLatest: at,
  }));
  addAll(await approvals(tx, schoolId, now), ({ by, at }) => ({ kind: 'yes_waits', by, atLatest: at }));
  addAll(await repairs(tx, schoolId), () => ({ kind: 'repair', by: null, atLatest: null }));
  addAll(await incidents(tx, schoolId), ({ kind, control, at }) =>
    wentWrong[kind]?.includes(control) === true ? { kind: 'incident', by: null, atLatest: at } : null,
  );
  for (const deed of await weakSpots(tx, schoolId)) add(updates, deed);
  return deeds;
}

interface Row {
  /** Of the record; the same for all of which one sentence is made. */
  id: string;
  kind: string;
  control: string;
  deviceId: string;
  by: string | null;
  at: number | null;
}

const nameOf = ({ deviceId, control }: Pick<Row, 'deviceId' | 'control'>) => `${deviceId} ${control}`;
const isMending = (kind: string): kind is Mending => mending.some(one => one === kind);

/** Findings of counted computers that do not keep what is asked of them. */
const broken = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .where('device_finding.school_id', '=', schoolId)
    .where('device_finding.state', '=', 'not_met')
    .where('device.status', 'in', countedStatuses);

const rowOf = (row: Row): Row => ({ ...row, at: row.at === null ? null : Number(row.at) });

async function changes(tx: Tx, schoolId: string): Promise<{ control: string; deed: Deed }[]> {
  const found: { control: string; deed: Deed }[] = [];
  for (const { control, scope, scopeId, by, state, at } of await changesComing(tx, schoolId)) {
    const { many } = await broken(tx, schoolId)
      .where('device_finding.control', '=', control)
      .$if(scope === 'group', some => some.where('device.group_id', '=', scopeId))
      .$if(scope === 'device', some => some.where('device.id', '=', scopeId))
      .select(eb => eb.fn.countAll<number>().as('many'))
      .executeTakeFirstOrThrow();
    if (Number(many) === 0) continue;
    const kind = (
      { waiting: 'waits', on_its_way: 'on_its_way', everywhere: 'everywhere', stopped: 'stopped' } as const
    )[state];
    found.push({ control, deed: { kind: `change_${kind}`, by, many: Number(many), atLatest: at } });
  }
  return found;
}

async function orders(tx: Tx, schoolId: string, now: number): Promise<Row[]> {
  const rows = await broken(tx, schoolId)
    .innerJoin('device_order', 'device_order.device_id', 'device.id')
    .select(['device_order.kind', 'device_order.created_by as by', 'device_order.expires_at as at'])
    .select(['device_order.kind as id', 'device_finding.control', 'device.id as deviceId'])
    .where('device_order.state', 'in', ['pending', 'sent', 'working'])
    .where('device_order.kind', 'in', mending)
    .where('device_order.expires_at', '>', now)
    .orderBy('device_order.id')
    .execute();
  return rows.map(rowOf);
}

async function waitingExceptions(tx: Tx, schoolId: string): Promise<Row[]> {
  const rows = await broken(tx, schoolId)
    .innerJoin('policy_exception_device', 'policy_exception_device.device_id', 'device.id')
    .innerJoin('policy_exception', 'policy_exception.id', 'policy_exception_device.exception_id')
    .whereRef('policy_exception.control', '=', 'device_finding.control')
    .where('policy_exception.status', '=', 'waiting')
    .select(['policy_exception.id', 'policy_exception.asked_by as by', 'policy_exception.ends_at as at'])
    .select(['device_finding.control', 'device.id as deviceId', sql<string>`''`.as('kind')])
    .orderBy('policy_exception.id')
    .execute();
  return rows.map(rowOf);
}

async function approvals(tx: Tx, schoolId: string, now: number): Promise<Row[]> {
  const rows = await broken(tx, schoolId)
    .innerJoin('approval', 'approval.subject', 'device.id')
    .where('approval.status', '=', 'waiting')
    .where('approval.expires_at', '>', now)
    .select(['approval.id', 'approval.kind', 'approval.asked_by_name as by', 'approval.expires_at as at'])
    .select(['device_finding.control', 'device.id as deviceId'])
    .orderBy('approval.id')
    .execute();
  return rows.map(rowOf);
}

async function repairs(tx: Tx, schoolId: string): Promise<Row[]> {
  const rows = await broken(tx, schoolId)
    .innerJoin('asset', 'asset.device_id', 'device.id')
    .where('asset.state', '=', 'in_repair')
    .select([sql<string>`'repair'`.as('id'), sql<string>`''`.as('kind')])
    .select(['device_finding.control', 'device.id as deviceId'])
    .select([sql<string | null>`null`.as('by'), sql<number | null>`null`.as('at')])
    .orderBy('asset.id')
    .execute();
  return rows.map(rowOf);
}

async function incidents(tx: Tx, schoolId: string): Promise<Row[]> {
  const rows = await broken(tx, schoolId)
    .innerJoin('incident', 'incident.device_id', 'device.id')
    .where('incident.status', '=', 'open')
    .where('incident.category', 'in', Object.keys(wentWrong))
    .where(readableBy(anybody))
    .select(['incident.category as kind', sql<string | null>`null`.as('by')])
    .select([
      sql<string>`'incident'`.as('id'),
      sql<number | null>`case when done_at is null then due_at end`.as('at'),
    ])
    .select(['device_finding.control', 'device.id as deviceId'])
    .orderBy('incident.id')
    .execute();
  return rows.map(rowOf);
}

/** Of programs that come with the system: those that somebody has said will be mended by a day. */
async function weakSpots(tx: Tx, schoolId: string): Promise<Deed[]> {
  const rows = await tx
    .selectFrom('vulnerability')
    .select(['decided_by as by', eb => eb.fn.countAll<number>().as('many')])
    .select(eb => eb.fn.max('decision_until').as('until'))
    .where('school_id', '=', schoolId)
    .where('decision', '=', 'fix')
    .where('fixed_at', 'is', null)
    .where('package', 'not like', 'product:%')
    .groupBy('decided_by')
    .orderBy('decided_by')
    .execute();
  return rows.map(({ by, many, until }) => ({
    ...{ kind: 'weak_spots', by, many: Number(many) },
    atLatest: until === null ? null : endOf(until),
  }));
}

/** Late on a civil day, and still that day anywhere from the Azores to Warsaw. */
const endOf = (day: string) => Date.parse(`${day}T21:30:00Z`);
