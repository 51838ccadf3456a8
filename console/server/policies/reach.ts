/** Which groups and devices a place's settings reach. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { PlaceRef } from './versions.ts';

export interface Reached {
  id: string;
  name: string;
  groupId: string;
  lastSeenAt: number | null;
  policyApplied: number;
}

/** Approved devices, by name; of these groups, or all. */
export async function devicesOf(
  tx: Tx,
  schoolId: string,
  groupIds: readonly string[] | null,
  deviceId?: string,
): Promise<Reached[]> {
  if (groupIds?.length === 0) return [];
  const found = await tx
    .selectFrom('device')
    .select(['id', 'name', 'group_id', 'last_seen_at', 'policy_applied'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'approved')
    .$if(groupIds !== null, some => some.where('group_id', 'in', groupIds ?? []))
    .$if(deviceId !== undefined, some => some.where('id', '=', deviceId ?? ''))
    .orderBy('name_order')
    .orderBy('id')
    .execute();
  return found.map(row => ({
    id: row.id,
    name: row.name,
    groupId: row.group_id,
    lastSeenAt: row.last_seen_at,
    policyApplied: row.policy_applied,
  }));
}

export async function devicesReached(tx: Tx, schoolId: string, place: PlaceRef): Promise<Reached[]> {
  if (place.scope === 'school') return devicesOf(tx, schoolId, null);
  const groups = [place.groupId ?? place.scopeId];
  return devicesOf(tx, schoolId, groups, place.scope === 'device' ? place.scopeId : undefined);
}

export async function groupsReached(tx: Tx, schoolId: string, place: PlaceRef): Promise<string[]> {
  if (place.scope !== 'school') return [place.groupId ?? place.scopeId];
  const found = await tx
    .selectFrom('device_group')
    .select('id')
    .where('school_id', '=', schoolId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return found.map(row => row.id);
}

const askedTogether = 50;

/**
 * Asks the connected ones for what they see now. They report by difference, and what a policy does not ask for can
 * change without making one; a what-if about another policy needs it.
 */
export async function askAfresh(
  context: Pick<Context, 'presence'>,
  devices: readonly Reached[],
): Promise<void> {
  for (const [index, { id }] of devices.entries()) {
    context.presence.send(id, 'want', { states: true, sections: [] });
    if (index % askedTogether === askedTogether - 1) await new Promise(next => setImmediate(next));
  }
}
