/** The group that every school starts with. */
import { randomUUIDv7 } from 'node:crypto';
import type { Tx } from '../database/index.ts';
import { insertGroup } from './store.ts';

export const firstGroupName = 'All devices';

/** The school's oldest group, made if there is none. */
export async function ensureGroup(
  db: Tx,
  schoolId: string,
  now: number,
): Promise<{ id: string; name: string }> {
  const there = await db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (there !== undefined) return there;
  const group = { id: randomUUIDv7(), name: firstGroupName };
  await insertGroup(db, { ...group, schoolId, at: now });
  return group;
}
