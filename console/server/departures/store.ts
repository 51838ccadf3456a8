/** Reads and writes `departure`. */
import type { State } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';
import { readStates } from '../devices/index.ts';

/** A removed device that still counts, or one whose record another machine went on with. */
export interface Departed {
  deviceId: string;
  groupId: string;
  name: string;
  removedAt: number;
  removedBy: string;
  /** Controls that were not met or not known when it was removed. */
  controls: string[];
  /** Nothing of the machine agrees with that of its record: somebody said that they are one. `deviceId` is what asked to join. */
  replaced: boolean;
}

/** In the order in which they were removed. */
export async function departed(db: Tx, schoolId: string): Promise<Departed[]> {
  const rows = await db
    .selectFrom('departure')
    .innerJoin('device', 'device.id', 'departure.device_id')
    .selectAll('departure')
    .select(['device.group_id', 'device.approved_at'])
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
    // What never asked in vain is removed with its own record; a newcomer's was never let in by itself.
    replaced: row.approved_at === null,
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

/** As a device stands in the figures; of one that was removed as it still counts, and nothing where it counts no more. */
export async function statesCounted(
  tx: Tx,
  { id, status, states }: { id: string; status: string; states: string },
): Promise<string> {
  if (status !== 'removed') return states;
  const row = await tx
    .selectFrom('departure')
    .select('states')
    .where('device_id', '=', id)
    .executeTakeFirst();
  return row?.states ?? '';
}

/** It is counted for itself again, or somebody agreed that it has left. */
export async function leaveCount(tx: Tx, deviceId: string): Promise<void> {
  await tx.deleteFrom('departure').where('device_id', '=', deviceId).execute();
}
