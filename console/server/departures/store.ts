/** Reads and writes `departure`. */
import type { State } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';
import { readStates } from '../devices/index.ts';

/** A removed device that still counts. */
export interface Departed {
  deviceId: string;
  groupId: string;
  name: string;
  removedAt: number;
  removedBy: string;
  /** Controls that were not met or not known when it was removed. */
  controls: string[];
}

/** In the order in which they were removed. */
export async function departed(db: Tx, schoolId: string): Promise<Departed[]> {
  const rows = await db
    .selectFrom('departure')
    .innerJoin('device', 'device.id', 'departure.device_id')
    .selectAll('departure')
    .select('device.group_id')
    .where('departure.school_id', '=', schoolId)
    .orderBy('removed_at')
    .orderBy('device_id')
    .execute();
  return rows.map(row => ({
    deviceId: row.device_id,
    groupId: row.group_id,
    name: row.name,
    removedAt: Number(row.removed_at),
    removedBy: row.removed_by,
    controls: openIn(row.states),
  }));
}

/** The controls of a device's states that removing it would make look better. */
export function openIn(states: string): string[] {
  const open: readonly State[] = ['not_met', 'unknown'];
  return [...readStates(states)].flatMap(([control, state]) => (open.includes(state) ? [control] : []));
}

export async function note(
  tx: Tx,
  row: { device_id: string; school_id: string; name: string; states: string },
  removed: { at: number; by: string },
): Promise<void> {
  await tx
    .insertInto('departure')
    .values({ ...row, removed_at: removed.at, removed_by: removed.by })
    .execute();
}

/** It is counted for itself again, or somebody agreed that it has left. */
export async function leaveCount(tx: Tx, deviceId: string): Promise<void> {
  await tx.deleteFrom('departure').where('device_id', '=', deviceId).execute();
}
