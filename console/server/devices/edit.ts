/** What a technician changes about a device: its name, its group, what they note of it. */
import type * as z from 'zod';
import { type devicePatch, longestNote } from '../../../shared/protocol/api/devices.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { findDevice } from './detail.ts';
import { clean } from './device-text.ts';
import { type DeviceSettings, restand } from './posture.ts';
import { describe } from './records.ts';

/** Throws `device.not_found`, `group.not_found`, `device.waiting`. */
export async function changeDevice(
  context: Context,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  id: string,
  patch: z.output<typeof devicePatch>,
): Promise<void> {
  const moved = await context.db.transaction().execute(async tx => {
    const before = await findDevice(tx, by.schoolId, id);
    if (before.status === 'waiting')
      throw conflict('device.waiting', 'This device still waits for approval. Decide about it in the queue.');
    const set: DeviceSettings = patch.name === undefined ? {} : await describe(tx, id, patch.name);
    const group = patch.groupId === undefined ? undefined : await groupName(tx, by.schoolId, patch.groupId);
    if (patch.groupId !== undefined) set.group_id = patch.groupId;
    await restand(tx, context.now(), [{ id, set }]);
    if (set.name !== undefined && set.name !== before.name)
      await context.audit.record(tx, by, 'device.renamed', {
        subject: id,
        facts: { name: set.name, before: before.name },
      });
    const note = patch.note === undefined ? before.note : clean(patch.note, longestNote);
    if (note !== before.note) {
      await tx.updateTable('device').set({ note }).where('id', '=', id).execute();
      // Not what it says: the log is kept for good.
      const facts = { name: set.name ?? before.name, did: note === '' ? 'Took away' : 'Wrote' };
      await context.audit.record(tx, by, 'device.noted', { subject: id, facts });
    }
    if (patch.groupId === undefined || patch.groupId === before.group_id) return false;
    const facts = { name: set.name ?? before.name, group: group ?? '', before: before.group_name };
    await context.audit.record(tx, by, 'device.moved', { subject: id, facts });
    return true;
  });
  context.events.nudge(by.schoolId, ['devices', 'device', 'groups'], [id]);
  if (moved) await context.presence.regroup(id);
}

async function groupName(tx: Tx, schoolId: string, id: string): Promise<string> {
  const group = await tx
    .selectFrom('device_group')
    .select('name')
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
  return group.name;
}
