/** Groups for the search over everything. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';
import { countDevices } from './store.ts';

const name = sql`lower(device_group.name)`;

export async function seekGroups(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, name))
    .orderBy(beginsFirst(text, name))
    .orderBy(name)
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = found.map(group => group.id);
  const counts = await countDevices(db, schoolId, ids);
  return found.map(group => {
    const devices = counts.get(group.id)?.devices ?? 0;
    return { id: group.id, title: group.name, detail: devices === 1 ? '1 device' : `${devices} devices` };
  });
}
