/**
 * The one way in which a device's row, findings, counts and changes move: all of them together, in the caller's
 * transaction. Reports, heartbeats, silence, approval, moving and removal all pass through `restand`.
 */
import { createHash, randomUUIDv7 } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Finding } from '../../../shared/finding.ts';
import { statesText } from '../../../shared/protocol/transcript.ts';
import { assignments, columnList, type Database, rowLock, rows, type Tx } from '../database/index.ts';
import { CountChanges } from './counts.ts';
import { readOffSite, readSchoolTimes } from './school-time.ts';
import { type DeviceStanding, deviceStanding, type SchoolTime } from './standing.ts';

export type DeviceRecordRow = Selectable<Database['device']>;
type FindingRow = Selectable<Database['device_finding']>;

/** Columns that a change may set; `restand` works out the rest. */
export type DeviceSettings = Partial<Pick<DeviceRecordRow, (typeof settable)[number]>>;

export interface DeviceChange {
  id: string;
  set?: DeviceSettings;
  /** Newly reported, in any order: the highest `seq` of a control stays. `observedAt` by the console's clock. */
  findings?: { finding: Finding; seq: number; observedAt: number }[];
  /** Unchanged findings seen again at these times by the console's clock. */
  observed?: Record<string, number>;
}

const settable = [
  'group_id',
  'status',
  'name',
  'name_order',
  'search_text',
  'agent',
  'platform',
  'system',
  'model',
  'wear',
  'last_seen_at',
  'clock_offset_ms',
  'stored_seq',
  'approved_at',
  'approved_by',
] as const;

const columns = {
  id: 'text',
  group_id: 'text',
  status: 'text',
  name: 'text',
  name_order: 'text',
  search_text: 'text',
  agent: 'text',
  platform: 'text',
  system: 'text',
  model: 'text',
  wear: 'text',
  last_seen_at: 'bigint',
  clock_offset_ms: 'bigint',
  stored_seq: 'bigint',
  approved_at: 'bigint',
  approved_by: 'text',
  states: 'text',
  not_met: 'bigint',
  unknown: 'bigint',
  ages_at: 'bigint',
  states_hash: 'text',
} as const;

const findingColumns = {
  device_id: 'text',
  school_id: 'text',
  control: 'text',
  finding: 'text',
  state: 'text',
  reason: 'text',
  seq: 'bigint',
  observed_at: 'bigint',
} as const;

const changeColumns = {
  id: 'text',
  school_id: 'text',
  device_id: 'text',
  control: 'text',
  state: 'text',
  reason: 'text',
  before_state: 'text',
  at: 'bigint',
  received_at: 'bigint',
  finding: 'text',
} as const;

type ChangeRow = Selectable<Database['posture_change']>;

/** Answers the devices whose standing on some control changed. Unknown ids are passed over. */
export async function restand(tx: Tx, now: number, changes: readonly DeviceChange[]): Promise<string[]> {
  const byId = gather(changes);
  const ids = [...byId.keys()];
  if (ids.length === 0) return [];
  const devices = await tx
    .selectFrom('device')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .modifyEnd(rowLock(tx))
    .execute();
  const held = await heldFindings(tx, ids);
  const work = new Work(now);
  const groups = new Set(devices.map(device => byId.get(device.id)?.set?.group_id ?? device.group_id));
  const times = await readSchoolTimes(tx, [...groups]);
  const offSite = await readOffSite(tx, ids, times);
  for (const device of devices) {
    const change = byId.get(device.id);
    if (change === undefined) continue;
    const time = timeOf(times.get(change.set?.group_id ?? device.group_id), offSite.has(device.id));
    work.device(device, change, held.get(device.id) ?? new Map(), time);
  }
  await work.write(tx);
  return [...work.changed];
}

function timeOf(ofGroup: SchoolTime | undefined, offSite: boolean): SchoolTime {
  const time = ofGroup ?? { timeZone: 'Europe/London', silentAfterSchoolDays: 5 };
  const away = offSite ? time.silentOffSiteAfterSchoolDays : undefined;
  return away === undefined ? time : { ...time, silentAfterSchoolDays: away };
}

/** Several changes of one device become one. */
function gather(changes: readonly DeviceChange[]): Map<string, DeviceChange> {
  const byId = new Map<string, DeviceChange>();
  for (const change of changes) {
    const before = byId.get(change.id);
    byId.set(change.id, {
      id: change.id,
      set: { ...before?.set, ...change.set },
      findings: [...(before?.findings ?? []), ...(change.findings ?? [])],
      observed: { ...before?.observed, ...change.observed },
    });
  }
  return byId;
}

interface Held {
  row: FindingRow | undefined;
  text: string;
  finding: Finding;
  seq: number;
  observedAt: number;
}

async function heldFindings(tx: Tx, ids: string[]): Promise<Map<string, Map<string, Held>>> {
  const found = await tx.selectFrom('device_finding').selectAll().where('device_id', 'in', ids).execute();
  const byDevice = new Map<string, Map<string, Held>>();
  for (const row of found) {
    const ofDevice = byDevice.get(row.device_id) ?? new Map<string, Held>();
    const finding = JSON.parse(row.finding) as Finding;
    ofDevice.set(row.control, { row, text: row.finding, finding, seq: row.seq, observedAt: row.observed_at });
    byDevice.set(row.device_id, ofDevice);
  }
  return byDevice;
}

/** What one call will write, gathered over its devices. */
class Work {
  readonly changed = new Set<string>();
  readonly #now: number;
  readonly #devices: DeviceRecordRow[] = [];
  readonly #findings: FindingRow[] = [];
  readonly #postureChanges: ChangeRow[] = [];
  readonly #counts = new CountChanges();

  constructor(now: number) {
    this.#now = now;
  }

  device(before: DeviceRecordRow, change: DeviceChange, held: Map<string, Held>, time: SchoolTime): void {
    const reported = merge(held, change);
    const after: DeviceRecordRow = { ...before, ...change.set };
    const seen = { status: after.status, lastSeenAt: after.last_seen_at ?? after.enrolled_at };
    const stands = deviceStanding(seen, held, controls, time, this.#now);
    after.states = stands.states;
    after.not_met = stands.notMet;
    after.unknown = stands.unknown;
    after.ages_at = stands.agesAt;
    if (reported) after.states_hash = hashOfStates(held);
    this.#counts.move(before, after);
    if (before.states !== after.states || before.status !== after.status) this.changed.add(before.id);
    this.#findingRows(before, held, stands);
    this.#changeRows(before, after, held, stands);
    this.#devices.push(after);
  }

  #findingRows(device: DeviceRecordRow, held: Map<string, Held>, stands: DeviceStanding): void {
    for (const [control, { row, text, finding, seq, observedAt }] of held) {
      const { state, reason } = stands.byControl.get(control) ?? finding;
      const next = {
        device_id: device.id,
        school_id: device.school_id,
        control,
        finding: text,
        state,
        reason,
        seq,
        observed_at: observedAt,
      };
      const same =
        row !== undefined &&
        row.finding === text &&
        row.state === state &&
        row.reason === reason &&
        row.seq === seq &&
        row.observed_at === observedAt;
      if (!same) this.#findings.push(next);
    }
  }

  #changeRows(
    before: DeviceRecordRow,
    after: DeviceRecordRow,
    held: Map<string, Held>,
    stands: DeviceStanding,
  ): void {
    if (after.status === 'waiting' || after.status === 'removed') return;
    for (const [control, own] of held) {
      const now = stands.byControl.get(control);
      if (now === undefined) continue;
      const { state, reason } = now;
      const was = own.row?.state;
      if (was === state) continue;
      const aged = own.finding.state !== state || own.finding.reason !== reason;
      this.#postureChanges.push({
        id: randomUUIDv7(),
        school_id: before.school_id,
        device_id: before.id,
        control,
        state,
        reason,
        before_state: was ?? null,
        at: aged ? this.#now : own.observedAt,
        received_at: this.#now,
        finding: own.text,
      });
      this.changed.add(before.id);
    }
  }

  async write(tx: Tx): Promise<void> {
    const own = Object.keys(columns).filter(name => name !== 'id');
    await sql`update device set ${assignments(own, 'v')} from ${rows(tx, columns, this.#devices.map(only(columns)))}
      where device.id = v.id`.execute(tx);
    if (this.#findings.length > 0) {
      const list = columnList(findingColumns);
      const values = rows(tx, findingColumns, this.#findings);
      await sql`insert into device_finding (${list.into}) select ${list.from} from ${values} where true
        on conflict (device_id, control) do update
        set ${assignments(['finding', 'state', 'reason', 'seq', 'observed_at'], 'excluded')}`.execute(tx);
    }
    if (this.#postureChanges.length > 0) {
      const list = columnList(changeColumns);
      const values = rows(tx, changeColumns, this.#postureChanges);
      await sql`insert into posture_change (${list.into}) select ${list.from} from ${values} where true`.execute(
        tx,
      );
    }
    await this.#counts.write(tx);
  }
}

/** True when a finding was reported. */
function merge(held: Map<string, Held>, change: DeviceChange): boolean {
  for (const { finding, seq, observedAt } of change.findings ?? []) {
    const before = held.get(finding.control);
    if (before !== undefined && before.seq > seq) continue;
    held.set(finding.control, { row: before?.row, text: JSON.stringify(finding), finding, seq, observedAt });
  }
  for (const [control, at] of Object.entries(change.observed ?? {})) {
    const before = held.get(control);
    if (before !== undefined && at > before.observedAt) before.observedAt = at;
  }
  return (change.findings ?? []).length > 0;
}

function hashOfStates(held: Map<string, Held>): string {
  const findings = [...held.values()].map(one => one.finding);
  return createHash('sha256').update(statesText(findings)).digest('base64url');
}

function only<C extends Record<string, 'text' | 'bigint'>>(wanted: C) {
  return (row: DeviceRecordRow) =>
    Object.fromEntries(Object.keys(wanted).map(name => [name, row[name as keyof DeviceRecordRow]])) as {
      [K in keyof C]: (C[K] extends 'text' ? string : number) | null;
    };
}
