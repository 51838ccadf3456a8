/** Many devices into one group. Each for itself: what stands against one does not stop the others. */
import type * as z from 'zod';
import type { BulkAnswer, bulkMove } from '../../../shared/protocol/api/bulk.ts';
import type { Context } from '../context.ts';
import { changeDevice } from '../devices/index.ts';
import { AppError, notFound } from '../errors.ts';
import { whatAMoveDoes } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { answerOf, type Chosen, cannot, chosenDevices, does, type Item, same } from './present.ts';

/** Throws `group.not_found`. */
export async function moveMany(
  context: Context,
  by: Caller,
  { devices, groupId, apply }: z.output<typeof bulkMove>,
): Promise<BulkAnswer> {
  const group = await context.db
    .selectFrom('device_group')
    .select('name')
    .where('school_id', '=', by.schoolId)
    .where('id', '=', groupId)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
  const { found, gone } = await chosenDevices(context.db, by.schoolId, devices);
  const moving = found.filter(one => one.groupId !== groupId).map(({ id }) => id);
  const changes = apply ? [] : await whatAMoveDoes(context, by.schoolId, moving, groupId);
  const items: Item[] = [];
  for (const device of found) items.push(await moveOne(context, by, device, { groupId, apply }));
  const consequence = `The policy of ${group.name} holds for them as soon as they are connected. This can be undone.`;
  return answerOf([...items, ...gone], apply, consequence, changes);
}

async function moveOne(
  context: Context,
  by: Caller,
  device: Chosen,
  { groupId, apply }: { groupId: string; apply: boolean },
): Promise<Item> {
  if (device.status === 'waiting') return cannot(device, 'It still waits to be let in.');
  if (device.groupId === groupId) return same(device, 'It is in this group already.');
  const done = does(device, `${apply ? 'Moved' : 'Moves'} from ${device.group}.`, device.groupId);
  if (!apply) return done;
  try {
    await changeDevice(context, by, device.id, { groupId });
    return done;
  } catch (error) {
    if (error instanceof AppError) return cannot(device, error.detail);
    throw error;
  }
}
