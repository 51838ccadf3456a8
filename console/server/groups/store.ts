/** Reads and writes `device_group`. */
import { sql } from 'kysely';
import type { Group } from '../../../shared/protocol/api/devices.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { countedStatuses, moveTombstones } from '../devices/index.ts';
import { forgetCodes } from '../enrolment/index.ts';
import { conflict, notFound } from '../errors.ts';
import { forgetPolicies } from '../policies/index.ts';

/** By name, after `after` = [name, id]. */
export async function listGroups(
  db: Tx,
  schoolId: string,
  page: { after?: [string, string] | undefined; limit: number },
): Promise<Group[]> {
  const { after } = page;
  const found = await db
    .selectFrom('device_group')
    .select(['id', 'name', 'own_devices'])
    .where('school_id', '=', schoolId)
    .$if(after !== undefined, query => query.where(sql<boolean>`(name, id) > (${after?.[0]}, ${after?.[1]})`))
    .orderBy('name')
    .orderBy('id')
    .limit(page.limit)
    .execute();
  const counts = await countDevices(
    db,
    schoolId,
    found.map(group => group.id),
  );
  return found.map(group => presented(group, counts));
}

type Counts = Awaited<ReturnType<typeof countDevices>>;

const presented = (row: { id: string; name: string; own_devices: number }, counts: Counts): Group => ({
  id: row.id,
  name: row.name,
  ownDevices: row.own_devices === 1,
  ...(counts.get(row.id) ?? { devices: 0, waiting: 0 }),
});

/** From the index by group and status alone. */
export async function countDevices(db: Tx, schoolId: string, groupIds: string[]) {
  const counts = new Map<string, { devices: number; waiting: number }>();
  if (groupIds.length === 0) return counts;
  const found = await db
    .selectFrom('device')
    .select(['group_id', 'status', eb => eb.fn.countAll<number>().as('devices')])
    .where('school_id', '=', schoolId)
    .where('group_id', 'in', groupIds)
    .groupBy(['group_id', 'status'])
    .execute();
  for (const row of found) {
    const of = counts.get(row.group_id) ?? { devices: 0, waiting: 0 };
    if ((countedStatuses as readonly string[]).includes(row.status)) of.devices += Number(row.devices);
    if (row.status === 'waiting') of.waiting += Number(row.devices);
    counts.set(row.group_id, of);
  }
  return counts;
}

/** Throws `group.not_found`. */
export async function findGroup(db: Tx, schoolId: string, id: string): Promise<Group> {
  const found = await db
    .selectFrom('device_group')
    .select(['id', 'name', 'own_devices'])
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) throw notFound('group');
  return presented(found, await countDevices(db, schoolId, [id]));
}

/** Throws `group.name_taken`. */
export async function insertGroup(
  tx: Tx,
  group: { id: string; schoolId: string; name: string; ownDevices?: boolean | undefined; at: number },
): Promise<void> {
  await refuseTaken(tx, group.schoolId, group.name);
  const { id, schoolId, name, at } = group;
  const own_devices = group.ownDevices ? 1 : 0;
  await tx
    .insertInto('device_group')
    .values({ id, school_id: schoolId, name, created_at: at, own_devices })
    .execute();
}

/** Throws `group.name_taken`. */
export async function changeGroup(
  tx: Tx,
  schoolId: string,
  id: string,
  { name, ownDevices }: { name: string; ownDevices?: boolean | undefined },
): Promise<void> {
  await refuseTaken(tx, schoolId, name, id);
  await tx
    .updateTable('device_group')
    .set({ name, ...(ownDevices === undefined ? {} : { own_devices: ownDevices ? 1 : 0 }) })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute();
}

async function refuseTaken(tx: Tx, schoolId: string, name: string, but = ''): Promise<void> {
  await lockSchool(tx, schoolId);
  const others = await tx
    .selectFrom('device_group')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', '!=', but)
    .execute();
  const taken = others.find(other => spoken(other.name) === spoken(name));
  if (taken !== undefined)
    throw conflict('group.name_taken', `There is already a group called “${taken.name}”.`, {
      name: `There is already a group called “${taken.name}”. Choose another name.`,
    });
}

/** Two names that sound the same would be taken for one; compared here, because the engines' own `lower` differ. */
const spoken = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');

/** Throws `group.not_empty`, `group.has_codes`, `group.last`. */
export async function deleteGroup(tx: Tx, schoolId: string, group: Group, now: number): Promise<void> {
  await lockSchool(tx, schoolId);
  const devices = await tx
    .selectFrom('device')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where('group_id', '=', group.id)
    .where('status', '!=', 'removed')
    .executeTakeFirstOrThrow();
  if (Number(devices.all) > 0)
    throw conflict(
      'group.not_empty',
      `“${group.name}” still has ${devices.all} ${Number(devices.all) === 1 ? 'device' : 'devices'}. Move them to another group first.`,
    );
  const other = await tx
    .selectFrom('device_group')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '!=', group.id)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  if (other === undefined) throw conflict('group.last', 'This is the only group, and new devices need one.');
  const code = await tx
    .selectFrom('enrolment_code')
    .select('id')
    .where('group_id', '=', group.id)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst();
  if (code !== undefined)
    throw conflict(
      'group.has_codes',
      `An enrolment code for “${group.name}” still works. Withdraw it first.`,
    );
  await moveTombstones(tx, group.id, other.id);
  await forgetCodes(tx, group.id);
  await forgetPolicies(tx, group.id);
  await tx.deleteFrom('device_group').where('school_id', '=', schoolId).where('id', '=', group.id).execute();
}
