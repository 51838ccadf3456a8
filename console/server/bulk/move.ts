/** Many devices into one group. Each for itself: what stands against one does not stop the others. */
import type * as z from 'zod';
import type { BulkOrderAnswer, bulkMove } from '../../../shared/protocol/api/bulk.ts';
import type { Context } from '../context.ts';
import { changeDevice } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { moveLoosensMany, whatAMoveDoes } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { askForMove } from './move-second.ts';
import {
  answerOf,
  type Chosen,
  cannot,
  chosenDevices,
  does,
  groupNamed,
  type Item,
  same,
} from './present.ts';

/** Throws `group.not_found`, `approval.waits_already`. */
export async function moveMany(
  context: Context,
  by: Caller,
  { devices, groupId, apply }: z.output<typeof bulkMove>,
): Promise<BulkOrderAnswer> {
  const { db } = context;
  const name = await groupNamed(db, by.schoolId, groupId);
  const { found, gone } = await chosenDevices(db, by.schoolId, devices);
  const others = found.filter(one => one.groupId !== groupId && one.status !== 'waiting');
  const moving = others.map(({ id }) => id);
  const waits = apply ? await askForMove(context, by, others, { groupId, name }) : null;
  if (waits !== null) return { waits };
  const second = !apply && (await moveLoosensMany(db, by.schoolId, moving, groupId, context.now())) !== null;
  const changes = apply ? [] : await whatAMoveDoes(context, by.schoolId, moving, groupId);
  const items: Item[] = [];
  for (const device of found) items.push(await moveOne(context, by, device, { groupId, apply }));
  const first = second ? ' It changes what is enforced on many: somebody else may have to agree first.' : '';
  const consequence = `The policy of ${name} holds for them as soon as they are connected. This can be undone.${first}`;
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
