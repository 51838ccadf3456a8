/** Trolleys and class sets: things that are lent together. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { AssetSet, assetSetInput } from '../../../shared/protocol/api/loans.ts';
import { readAssetRows, sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

type Input = z.output<typeof assetSetInput>;

export async function listSets(db: Tx, schoolId: string): Promise<{ items: AssetSet[]; next: null }> {
  const sets = await db
    .selectFrom('asset_set')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const members = await db
    .selectFrom('asset_set_member')
    .innerJoin('asset', 'asset.id', 'asset_set_member.asset_id')
    .select(['set_id', 'asset_id'])
    .where('asset_set_member.school_id', '=', schoolId)
    .orderBy('asset.tag_order')
    .execute();
  const ids = [...new Set(members.map(member => member.asset_id))];
  const assets = await readAssetRows(db, schoolId, ids);
  return {
    items: sets.map(({ id, name, note }) => ({
      id,
      name,
      note,
      members: members
        .filter(member => member.set_id === id)
        .flatMap(member => {
          const asset = assets.get(member.asset_id);
          if (asset === undefined) return [];
          return { id: asset.id, tag: asset.tag, what: sayWhat(asset), state: asset.state };
        }),
    })),
    next: null,
  };
}

/** `id` null makes a new one. Throws `set.name_taken`, `set.not_found`. */
export async function saveSet(context: Context, by: Caller, id: string | null, given: Input): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseTakenName(tx, by.schoolId, given.name, id ?? '');
    const assets = await readAssetRows(tx, by.schoolId, given.assetIds);
    if (assets.size < new Set(given.assetIds).size)
      throw invalid('One of these things is not in the register.', { assetIds: 'Not known here' });
    const setId = id ?? (await insertSet(tx, by.schoolId, given, context.now()));
    if (id !== null) await updateSet(tx, by.schoolId, id, given);
    await tx.deleteFrom('asset_set_member').where('set_id', '=', setId).execute();
    const members = [...assets.keys()].map(assetId => ({
      set_id: setId,
      asset_id: assetId,
      school_id: by.schoolId,
    }));
    if (members.length > 0) await tx.insertInto('asset_set_member').values(members).execute();
    await context.audit.record(tx, by, 'loan.set_saved', {
      subject: setId,
      facts: { name: given.name, count: members.length },
    });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

async function refuseTakenName(tx: Tx, schoolId: string, name: string, but: string): Promise<void> {
  const sets = await tx
    .selectFrom('asset_set')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .execute();
  if (sets.some(one => one.id !== but && one.name.toLowerCase() === name.toLowerCase()))
    throw conflict('set.name_taken', `There is a set called “${name}” already.`, {
      name: 'Another set has this name',
    });
}

async function insertSet(tx: Tx, schoolId: string, { name, note }: Input, at: number): Promise<string> {
  const id = randomUUIDv7();
  await tx
    .insertInto('asset_set')
    .values({ id, school_id: schoolId, name, note: note || null, created_at: at })
    .execute();
  return id;
}

async function updateSet(tx: Tx, schoolId: string, id: string, { name, note }: Input): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('asset_set')
    .set({ name, note: note || null })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw notFound('set');
}

/** The things stay as they are. Throws `set.not_found`. */
export async function deleteSet(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const set = await tx
      .selectFrom('asset_set')
      .select('name')
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (set === undefined) throw notFound('set');
    await tx.deleteFrom('asset_set_member').where('set_id', '=', id).execute();
    await tx.deleteFrom('asset_set').where('id', '=', id).execute();
    await context.audit.record(tx, by, 'loan.set_deleted', { subject: id, facts: { name: set.name } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}
