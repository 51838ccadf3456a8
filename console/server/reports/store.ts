/** Writes a batch of records in the caller's transaction: history, then what the pages read, both or neither. */
import { sql } from 'kysely';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import { diagnosticsEvent } from '../../../shared/protocol/diagnostics.ts';
import type { SectionName } from '../../../shared/protocol/inventory.ts';
import { columnList, rows, type Tx } from '../database/index.ts';
import { type DeviceChange, describe, restand } from '../devices/index.ts';
import { countLocks } from '../locks/index.ts';
import { recountRelease, storeUnapproved } from '../software/index.ts';
import { storeSoftware } from './software.ts';

export interface Arrived {
  deviceId: string;
  schoolId: string;
  /** Device clock minus console clock. */
  clockOffsetMs: number;
  record: DeviceRecord;
}

export interface Stored {
  /** Devices whose standing changed. */
  changed: string[];
  /** Devices anything was stored for. */
  touched: string[];
  /** Devices that are not (or no longer) approved: nothing of theirs was stored. */
  refused: Set<string>;
  /** Sections to ask of a device again. */
  wants: Map<string, SectionName[]>;
}

const recordColumns = {
  device_id: 'text',
  id: 'text',
  school_id: 'text',
  seq: 'bigint',
  type: 'text',
  at: 'bigint',
  received_at: 'bigint',
  body: 'text',
} as const;

export async function storeRecords(tx: Tx, now: number, arrived: readonly Arrived[]): Promise<Stored> {
  const approved = await approvedAmong(tx, arrived);
  const refused = new Set(arrived.map(one => one.deviceId).filter(id => !approved.has(id)));
  const fresh = await insertNew(
    tx,
    now,
    arrived.filter(one => approved.has(one.deviceId)),
  );
  const stored: Stored = {
    changed: [],
    touched: [...new Set(fresh.map(one => one.deviceId))],
    refused,
    wants: new Map(),
  };
  if (fresh.length === 0) return stored;
  await countLocks(tx, now, fresh);
  const changes: DeviceChange[] = [];
  for (const one of inOrder(fresh)) {
    const { deviceId, record } = one;
    if (record.type === 'report') {
      changes.push({ id: deviceId, findings: findingsOf(one, now) });
      await storeUnapproved(
        tx,
        record.findings.map(told => ({ ...told, ...one, at: now })),
      );
    }
    if (record.type === 'section')
      await storeSection(tx, now, one, record.section.name, record.hash, record.section.body);
    if (record.type === 'section' && record.section.name === 'system')
      await recountRelease(tx, now, { id: deviceId, schoolId: one.schoolId });
    if (record.type === 'software' && !(await storeSoftware(tx, now, deviceId, one.schoolId, record)))
      stored.wants.set(deviceId, ['software']);
  }
  for (const id of new Set(fresh.filter(one => one.record.type === 'section').map(one => one.deviceId)))
    changes.push({ id, set: await describe(tx, id) });
  for (const [id, highest] of highestSequences(fresh)) {
    const stored_seq = Math.max(highest, approved.get(id) ?? 0);
    changes.push({ id, set: { stored_seq, last_seen_at: now } });
  }
  stored.changed = await restand(tx, now, changes);
  return stored;
}

/** Stored sequences of the approved devices among those that sent. */
async function approvedAmong(tx: Tx, arrived: readonly Arrived[]): Promise<Map<string, number>> {
  const ids = [...new Set(arrived.map(one => one.deviceId))];
  const found = await tx
    .selectFrom('device')
    .select(['id', 'stored_seq'])
    .where('id', 'in', ids)
    .where('status', '=', 'approved')
    .execute();
  return new Map(found.map(row => [row.id, row.stored_seq]));
}

/** Only what was not here before: a repeated id changes nothing. */
async function insertNew(tx: Tx, now: number, arrived: readonly Arrived[]): Promise<Arrived[]> {
  if (arrived.length === 0) return [];
  const values = arrived.map(({ deviceId, schoolId, record }) => ({
    device_id: deviceId,
    id: record.id,
    school_id: schoolId,
    seq: record.seq,
    type: typeOf(record),
    at: record.at,
    received_at: now,
    body: JSON.stringify(bodyOf(record)),
  }));
  const list = columnList(recordColumns);
  const inserted = await sql<{ device_id: string; id: string }>`insert into device_record (${list.into})
    select ${list.from} from ${rows(tx, recordColumns, values)} where true
    on conflict (device_id, id) do nothing returning device_id, id`.execute(tx);
  const fresh = new Set(inserted.rows.map(row => `${row.device_id} ${row.id}`));
  return arrived.filter(one => fresh.delete(`${one.deviceId} ${one.record.id}`));
}

/**
 * Times of sign-ins and other devices on the network are no part of a device's history: the rooms `sittings` and
 * `neighbours` keep them, and forget them.
 */
const isSitting = (record: DeviceRecord) =>
  record.type === 'event' && (record.name.startsWith('sitting.') || record.name === 'neighbours.seen');
/** The seal of a disk's key is kept once, in the room `recovery-keys`, and forgotten there. */
const isDiskKey = (record: DeviceRecord): record is Extract<DeviceRecord, { type: 'event' }> =>
  record.type === 'event' && record.name === 'disk.recovery_key';
/** Who answered what is kept once, in the room `notices`. */
const isAnswer = (record: DeviceRecord) => record.type === 'event' && record.name === 'notice.answered';
/** What was collected by order is kept in the room `diagnostics`, and forgotten there. */
const isDiagnostics = (record: DeviceRecord) => record.type === 'event' && record.name === diagnosticsEvent;
const typeOf = (record: DeviceRecord) => (isSitting(record) ? sittingType : record.type);
/** Their type in the table, which an index names too. */
export const sittingType = 'sitting';

/** That there was such an event; a device resumes by its number, not by these. */
export async function forgetSittings(db: Tx, schoolId: string, before: number): Promise<void> {
  await db
    .deleteFrom('device_record')
    .where('school_id', '=', schoolId)
    .where('type', '=', sql.lit(sittingType))
    .where('received_at', '<', before)
    .execute();
}

/** Inventory has tables of its own, so its records keep only what they were. */
function bodyOf(record: DeviceRecord): unknown {
  if (record.type === 'section') return { hash: record.hash, section: record.section.name };
  if (record.type === 'software')
    return { hash: record.hash, base: record.base, put: record.put.length, removed: record.removed.length };
  if (isSitting(record) || isDiagnostics(record)) return {};
  if (record.type === 'event' && isAnswer(record))
    return { ...record, facts: { answer: record.facts.answer ?? null } };
  return isDiskKey(record) ? { ...record, facts: { volume: record.facts.volume ?? null } } : record;
}

const inOrder = (arrived: readonly Arrived[]) => [...arrived].sort((a, b) => a.record.seq - b.record.seq);

function findingsOf({ record, clockOffsetMs }: Arrived, now: number): DeviceChange['findings'] {
  if (record.type !== 'report') return [];
  return record.findings.map(({ finding }) => ({
    finding,
    seq: record.seq,
    observedAt: byOurClock(finding.observedAt, clockOffsetMs, now),
  }));
}

/** Never in the future: a wrong clock must not keep a finding fresh. */
export function byOurClock(at: number, clockOffsetMs: number, now: number): number {
  return Math.max(0, Math.min(now, at - clockOffsetMs));
}

async function storeSection(
  tx: Tx,
  now: number,
  one: Arrived,
  name: string,
  hash: string,
  body: unknown,
): Promise<void> {
  await writeSection(tx, {
    device_id: one.deviceId,
    school_id: one.schoolId,
    name,
    hash,
    body: JSON.stringify(body),
    received_at: now,
  });
}

export async function writeSection(
  tx: Tx,
  row: {
    device_id: string;
    school_id: string;
    name: string;
    hash: string;
    body: string | null;
    received_at: number;
  },
): Promise<void> {
  await tx
    .insertInto('device_section')
    .values(row)
    .onConflict(clash =>
      clash
        .columns(['device_id', 'name'])
        .doUpdateSet({ hash: row.hash, body: row.body, received_at: row.received_at }),
    )
    .execute();
}

function highestSequences(arrived: readonly Arrived[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { deviceId, record } of arrived)
    highest.set(deviceId, Math.max(highest.get(deviceId) ?? 0, record.seq));
  return highest;
}
