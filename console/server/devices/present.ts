/** Shapes rows for the pages. */
import type { Selectable } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Finding, State } from '../../../shared/finding.ts';
import type { DeviceFinding, DeviceRow } from '../../../shared/protocol/api/devices.ts';
import type { Database, Tx } from '../database/index.ts';
import { exceptedNow } from '../policies/index.ts';
import type { DeviceRecordRow } from './posture.ts';
import { readStates } from './standing.ts';
import { findingInWords } from './words.ts';

type FindingRow = Selectable<Database['device_finding']>;
type Listed = DeviceRecordRow & { group_name: string };

/** Reasons of the standings on one page of devices, in one question. */
export async function reasonsOf(db: Tx, ids: readonly string[]): Promise<Map<string, Map<string, string>>> {
  const reasons = new Map<string, Map<string, string>>();
  if (ids.length === 0) return reasons;
  const found = await db
    .selectFrom('device_finding')
    .select(['device_id', 'control', 'reason'])
    .where('device_id', 'in', ids)
    .execute();
  for (const { device_id, control, reason } of found) {
    const of = reasons.get(device_id) ?? new Map<string, string>();
    reasons.set(device_id, of.set(control, reason));
  }
  return reasons;
}

/** When each control's exception of each device ends, in one question. */
export async function exceptionEnds(
  db: Tx,
  schoolId: string,
  now: number,
  ids: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const ends = new Map<string, Map<string, number>>();
  for (const { deviceId, control, endsAt } of await exceptedNow(db, schoolId, now, ids)) {
    const of = ends.get(deviceId) ?? new Map<string, number>();
    ends.set(deviceId, of.set(control, Math.max(endsAt, of.get(control) ?? 0)));
  }
  return ends;
}

/** What other tables say of a device. */
interface Beside {
  reasons: ReadonlyMap<string, string> | undefined;
  connected: boolean;
  excepted: ReadonlyMap<string, number> | undefined;
  asset: DeviceRow['asset'] | undefined;
}

export function presentRow(row: Listed, { reasons, connected, excepted, asset }: Beside): DeviceRow {
  const states = readStates(row.states);
  const usual = row.status === 'approved' ? 'not_reported' : row.status;
  return {
    id: row.id,
    name: row.name,
    group: { id: row.group_id, name: row.group_name },
    status: row.status as DeviceRow['status'],
    connected,
    lastSeenAt: row.last_seen_at,
    platform: row.platform as DeviceRow['platform'],
    system: row.system,
    model: row.model,
    agent: row.agent,
    controls: controls.flatMap(({ key }) => {
      const state = states.get(key);
      if (state === undefined) return [];
      const until = excepted?.get(key);
      const reason = reasons?.get(key) ?? usual;
      return [{ control: key, state, reason, ...(until !== undefined && { exceptedUntil: until }) }];
    }),
    notMet: row.not_met,
    unknown: row.unknown,
    asset: asset ?? null,
    clockOffsetMs: row.clock_offset_ms,
  };
}

/** In the registry's order, then controls that only the device knows. */
export function presentFindings(rows: readonly FindingRow[]): DeviceFinding[] {
  const order = new Map(controls.map(({ key }, index) => [key, index]));
  const rank = (row: FindingRow) => order.get(row.control) ?? order.size;
  return [...rows]
    .sort((a, b) => rank(a) - rank(b) || (a.control < b.control ? -1 : 1))
    .map(row => {
      // As by our own clock, and as renewed by heartbeats: that is the age a page should show.
      const finding: Finding = { ...(JSON.parse(row.finding) as Finding), observedAt: row.observed_at };
      const standing = { state: row.state as State, reason: row.reason };
      return { finding, standing, ...findingInWords(finding, standing) };
    });
}
