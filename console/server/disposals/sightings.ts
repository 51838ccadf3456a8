/** A device that was handed over and speaks to the console again: somebody runs it, so its disk was not dealt with. */
import { randomUUIDv7 } from 'node:crypto';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

/**
 * From the gateway, after a removed device has proved by its key that it is the one, or its main board or installation asks
 * to come in anew. Does nothing for one that was merely removed. An alarm that is settled begins anew when it comes once more.
 */
export async function heardAfterDisposal(
  context: Context,
  device: { id: string; schoolId: string },
): Promise<void> {
  const { id: deviceId, schoolId } = device;
  const item = await goneWith(context.db, deviceId);
  if (item === undefined) return;
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    const open = await tx
      .selectFrom('disposal_sighting')
      .selectAll()
      .where('device_id', '=', deviceId)
      .where('settled_at', 'is', null)
      .executeTakeFirst();
    if (open !== undefined) {
      const seen = { last_at: at, times: open.times + 1 };
      await tx.updateTable('disposal_sighting').set(seen).where('id', '=', open.id).execute();
      return;
    }
    const row = { id: randomUUIDv7(), school_id: schoolId, item_id: item.id, device_id: deviceId };
    await tx
      .insertInto('disposal_sighting')
      .values({
        ...row,
        first_at: at,
        last_at: at,
        times: 1,
        settled_at: null,
        settled_by: null,
        settled_note: null,
      })
      .execute();
    const by = { schoolId, id: 'console', name: 'Caretaker itself' };
    await context.audit.record(tx, by, 'disposal.reappeared', { subject: item.id, facts: { tag: item.tag } });
  });
  context.events.nudge(schoolId, ['disposals']);
}

async function goneWith(tx: Tx, deviceId: string): Promise<{ id: string; tag: string } | undefined> {
  return tx
    .selectFrom('disposal_item')
    .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
    .select(['disposal_item.id', 'asset.tag'])
    .where('asset.device_id', '=', deviceId)
    .where('disposal_item.status', 'in', ['collected', 'closed'])
    .executeTakeFirst();
}

/** Throws `sighting.not_found`, `sighting.settled`. */
export async function settleSighting(context: Context, by: Caller, id: string, note: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await tx
      .selectFrom('disposal_sighting')
      .innerJoin('disposal_item', 'disposal_item.id', 'disposal_sighting.item_id')
      .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
      .select(['disposal_sighting.settled_at', 'asset.tag', 'disposal_item.id as item_id'])
      .where('disposal_sighting.school_id', '=', by.schoolId)
      .where('disposal_sighting.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw notFound('sighting');
    if (row.settled_at !== null) throw conflict('sighting.settled', 'This alarm is settled already.');
    const set = { settled_at: context.now(), settled_by: by.name, settled_note: note };
    await tx.updateTable('disposal_sighting').set(set).where('id', '=', id).execute();
    await context.audit.record(tx, by, 'disposal.alarm_settled', {
      subject: row.item_id,
      facts: { tag: row.tag, note },
    });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

export async function openSightings(db: Tx, schoolId: string) {
  return db
    .selectFrom('disposal_sighting')
    .innerJoin('disposal_item', 'disposal_item.id', 'disposal_sighting.item_id')
    .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
    .select(['disposal_sighting.id', 'item_id', 'tag', 'first_at', 'last_at', 'times'])
    .where('disposal_sighting.school_id', '=', schoolId)
    .where('disposal_sighting.settled_at', 'is', null)
    .orderBy('first_at')
    .execute();
}

/** Every time that a device of a collection ran again, settled or not, earliest first. */
export async function sightingsOf(db: Tx, batchId: string) {
  return db
    .selectFrom('disposal_sighting as s')
    .innerJoin('disposal_item', 'disposal_item.id', 's.item_id')
    .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
    .select(['s.item_id as itemId', 'tag', 's.first_at as firstAt', 's.last_at as lastAt', 'times'])
    .select(['s.settled_at as settledAt', 's.settled_by as settledBy', 's.settled_note as settledNote'])
    .where('disposal_item.batch_id', '=', batchId)
    .orderBy('s.first_at')
    .execute();
}
export type BatchSighting = Awaited<ReturnType<typeof sightingsOf>>[number];
