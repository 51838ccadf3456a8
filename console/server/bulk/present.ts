/** The devices that were chosen, the group that they go to, and the answer about them. */
import type { BulkAnswer } from '../../../shared/protocol/api/bulk.ts';
import type { Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';

export type Item = BulkAnswer['items'][number];

export interface Chosen {
  id: string;
  name: string;
  status: string;
  groupId: string;
  group: string;
}

/** By name; those that are gone, or another school's, are in the answer as such. */
export async function chosenDevices(
  tx: Tx,
  schoolId: string,
  ids: readonly string[],
): Promise<{ found: Chosen[]; gone: Item[] }> {
  const wanted = [...new Set(ids)];
  const found = await tx
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device.status', 'device.group_id as groupId'])
    .select('device_group.name as group')
    .where('device.school_id', '=', schoolId)
    .where('device.status', '!=', 'removed')
    .where('device.id', 'in', wanted)
    .orderBy('device.name_order')
    .orderBy('device.id')
    .execute();
  const known = new Set(found.map(({ id }) => id));
  const gone = wanted.filter(id => !known.has(id));
  return {
    found,
    gone: gone.map(id => cannot({ id, name: 'A device that is gone' }, 'It was removed meanwhile.')),
  };
}

/** Throws `group.not_found`. */
export async function groupNamed(tx: Tx, schoolId: string, id: string): Promise<string> {
  const group = await tx
    .selectFrom('device_group')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
  return group.name;
}

type Named = Pick<Chosen, 'id' | 'name'>;
export const cannot = ({ id, name }: Named, sentence: string): Item => ({
  ...{ id, name, outcome: 'cannot', sentence, before: null },
});
export const same = ({ id, name }: Named, sentence: string): Item => ({
  ...{ id, name, outcome: 'same', sentence, before: null },
});
export const does = ({ id, name }: Named, sentence: string, before: string | null = null): Item => ({
  ...{ id, name, outcome: 'does', sentence, before },
});

export function answerOf(
  items: Item[],
  applied: boolean,
  consequence: string,
  changes: BulkAnswer['changes'] = [],
): BulkAnswer {
  const count = (outcome: Item['outcome']) => items.filter(one => one.outcome === outcome).length;
  const counts = { does: count('does'), same: count('same'), cannot: count('cannot') };
  return { items, next: null, applied, counts, consequence, changes };
}
