/** Groups, and the policy of each, for the search over everything. */
import { type RawBuilder, sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';
import { countDevices } from './store.ts';

const name = sql`lower(device_group.name)`;

export async function seekGroups(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await named(db, schoolId, text, { as: name, limit });
  const ids = found.map(group => group.id);
  const counts = await countDevices(db, schoolId, ids);
  return found.map(group => {
    const devices = counts.get(group.id)?.devices ?? 0;
    return { id: group.id, title: group.name, detail: devices === 1 ? '1 device' : `${devices} devices` };
  });
}

/** "policy library" finds the policy of the Library, as "library" does. */
export async function seekPolicies(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await named(db, schoolId, text, { as: sql`'policy of ' || ${name}`, limit });
  return found.map(group => ({ id: group.id, title: `Policy of ${group.name}`, detail: '' }));
}

const named = (
  db: Tx,
  schoolId: string,
  text: string,
  { as, limit }: { as: RawBuilder<unknown>; limit: number },
) =>
  db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, as))
    .orderBy(beginsFirst(text, name))
    .orderBy(name)
    .orderBy('id')
    .limit(limit)
    .execute();
