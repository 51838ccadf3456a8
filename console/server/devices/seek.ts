/** Devices for the search over everything. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';
import { countedStatuses } from './standing.ts';

export async function seekDevices(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device.system', 'device_group.name as group_name'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .where(saysAll(text, sql`device.search_text`))
    .orderBy(beginsFirst(text, sql`lower(device.name)`))
    .orderBy('device.name_order')
    .orderBy('device.id')
    .limit(limit)
    .execute();
  return found.map(row => ({
    id: row.id,
    title: row.name,
    detail: [row.group_name, row.system].filter(part => part !== null).join(' · '),
  }));
}
