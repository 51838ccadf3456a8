/** What storage is in a thing: as its own agent saw it, and as people wrote it down, told apart for ever. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { mediumOf, storageKey } from '../../../shared/disposals/methods.ts';
import type { storageInput, storagePatch } from '../../../shared/protocol/api/disposal-inputs.ts';
import { hardware } from '../../../shared/protocol/inventory.ts';
import { withdrawAbout } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { clean, cleanOrNull } from '../devices/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { matchStorage } from './evidence.ts';
import type { ReadItem } from './facts.ts';
import { findItem, holdItem, holdStorage } from './items.ts';
import { leftOutKind } from './left-out.ts';
import { endNone } from './no-storage.ts';
import type { StorageRecord } from './storage.ts';

type Asker = Pick<Caller, 'schoolId' | 'id' | 'name'>;

const disks = hardware.pick({ disks: true }).nullable().catch(null);

interface Seen {
  name: string;
  model: string | null;
  serial: string | null;
  media: string;
  size: number | null;
}

/** What the device of this asset told about its disks, and when; undefined when it never did. */
async function seenInside(
  tx: Tx,
  deviceId: string | undefined,
): Promise<{ at: number; disks: Seen[] } | undefined> {
  if (deviceId === undefined) return undefined;
  const section = await tx
    .selectFrom('device_section')
    .select(['body', 'received_at'])
    .where('device_id', '=', deviceId)
    .where('name', '=', 'hardware')
    .executeTakeFirst();
  const read = section && disks.parse(JSON.parse(section.body ?? 'null'));
  if (section === undefined || !read) return undefined;
  const found = read.disks.map(disk => ({
    name: clean(disk.name, 60) || 'disk',
    model: cleanOrNull(disk.model, 100),
    serial: storageKey(disk.serial) === null ? null : clean(disk.serial ?? '', 64),
    media: mediumOf(disk.kind),
    size: disk.sizeBytes,
  }));
  return { at: section.received_at, disks: found };
}

/** Adds what the agent sees and is not listed yet; what is listed stays, since it may have been taken out meanwhile. */
export async function readInside(context: Context, tx: Tx, by: Asker, item: ReadItem): Promise<number> {
  const seen = await seenInside(tx, item.asset.device?.id);
  if (seen === undefined) return 0;
  let added = 0;
  for (const disk of seen.disks) {
    const key = storageKey(disk.serial);
    const known = item.storage.find(({ row }) =>
      key === null ? row.origin === 'agent' && row.name === disk.name : row.serial_key === key,
    );
    if (known !== undefined) continue;
    const blank = item.storage.find(
      ({ row }) => row.origin === 'agent' && row.serial === null && row.name === disk.name,
    );
    const row = await keep(tx, item, disk, seen.at, blank?.row.id);
    await matchStorage(tx, item.row.school_id, row, 'Caretaker itself', context.now());
    added += 1;
  }
  if (added > 0) await endNone(context, tx, by, item.row.id);
  return added;
}

async function keep(
  tx: Tx,
  item: ReadItem,
  disk: Seen,
  at: number,
  instead: string | undefined,
): Promise<StorageRecord> {
  const row = newStorage(item, {
    origin: 'agent',
    name: disk.name,
    model: disk.model,
    serial: disk.serial,
    media: disk.media,
    size_bytes: disk.size,
    noted_at: at,
    noted_by: item.asset.device?.name ?? 'the device',
  });
  if (instead === undefined) await tx.insertInto('disposal_storage').values(row).execute();
  else {
    const { serial, serial_key, model, media, noted_at } = row;
    await tx
      .updateTable('disposal_storage')
      .set({ serial, serial_key, model, media, noted_at })
      .where('id', '=', instead)
      .execute();
  }
  return { ...row, id: instead ?? row.id };
}

type Written = Pick<
  StorageRecord,
  'origin' | 'name' | 'model' | 'serial' | 'media' | 'size_bytes' | 'noted_at' | 'noted_by'
>;

const newStorage = (item: ReadItem, written: Written): StorageRecord => ({
  ...written,
  id: randomUUIDv7(),
  school_id: item.row.school_id,
  item_id: item.row.id,
  serial_key: storageKey(written.serial),
  by_contractor: 0,
  left_out: null,
  left_out_by: null,
  left_out_agreed_by: null,
});

async function changing(
  context: Context,
  by: Caller,
  run: (tx: Tx) => Promise<{ itemId: string; tag: string; what: string }>,
): Promise<string> {
  const changed = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { itemId, tag, what } = await run(tx);
    await context.audit.record(tx, by, 'disposal.storage_changed', { subject: itemId, facts: { tag, what } });
    return itemId;
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return changed;
}

export const refreshInside = (context: Context, by: Caller, itemId: string) =>
  changing(context, by, async tx => {
    const item = await holdItem(tx, by.schoolId, itemId);
    if (item.asset.device === null)
      throw conflict(
        'disposal.no_agent',
        `“${item.facts.tag}” is not linked to a device, so nothing looks inside it. Add its storage by hand.`,
      );
    const added = await readInside(context, tx, by, item);
    return { itemId, tag: item.facts.tag, what: `read again what the device sees (${added} new)` };
  });

export const addStorage = (
  context: Context,
  by: Caller,
  itemId: string,
  input: z.output<typeof storageInput>,
) =>
  changing(context, by, async tx => {
    const item = await holdItem(tx, by.schoolId, itemId);
    const serial = readSerial(input.serial);
    refuseTwice(item, serial);
    const row = newStorage(item, {
      origin: 'hand',
      name: input.name,
      model: input.model || null,
      serial,
      media: input.media,
      size_bytes: null,
      noted_at: context.now(),
      noted_by: by.name,
    });
    await tx.insertInto('disposal_storage').values(row).execute();
    await endNone(context, tx, by, itemId);
    await matchStorage(tx, by.schoolId, row, by.name, context.now());
    return {
      itemId,
      tag: item.facts.tag,
      what: `added ${input.name} by hand, serial ${serial ?? 'not known'}`,
    };
  });

/** Null for none; throws 400 for what cannot be one. */
function readSerial(text: string): string | null {
  if (text === '') return null;
  if (storageKey(text) !== null) return text;
  const words =
    'This is not a serial number. Copy it from the drive’s own label, or leave it empty if it cannot be read';
  throw invalid(words, { serial: words });
}

function refuseTwice(item: ReadItem, serial: string | null, but = ''): void {
  const key = storageKey(serial);
  if (key === null || !item.storage.some(({ row }) => row.serial_key === key && row.id !== but)) return;
  throw conflict(
    'storage.twice',
    `“${item.facts.tag}” has storage with the serial ${serial} on its list already.`,
    {
      serial: 'On the list already',
    },
  );
}

/** Reads a serial off the drive, says what kind it is, or leaves the work to the contractor. */
export const changeStorage = (
  context: Context,
  by: Caller,
  id: string,
  patch: z.output<typeof storagePatch>,
) =>
  changing(context, by, async tx => {
    const { storage, item } = await holdStorage(tx, by.schoolId, id);
    const set: Partial<StorageRecord> = {};
    const said: string[] = [];
    if (patch.serial !== undefined) {
      if (storage.serial !== null && storage.origin === 'agent')
        throw conflict(
          'storage.by_agent',
          'This serial was read by the device itself. If it is another drive, leave this one out and add that one.',
        );
      set.serial = readSerial(patch.serial);
      set.serial_key = storageKey(set.serial);
      refuseTwice(item, set.serial, id);
      set.origin = 'hand';
      set.noted_at = context.now();
      set.noted_by = by.name;
      said.push(`serial ${set.serial ?? 'not known'}, read by hand`);
    }
    if (patch.media !== undefined) {
      set.media = patch.media;
      said.push(`kind ${patch.media}`);
    }
    if (patch.byContractor !== undefined) {
      set.by_contractor = Number(patch.byContractor);
      said.push(patch.byContractor ? 'left to the contractor to destroy' : 'to be wiped or destroyed here');
    }
    if (said.length > 0) await tx.updateTable('disposal_storage').set(set).where('id', '=', id).execute();
    if (set.serial_key) await matchStorage(tx, by.schoolId, { ...storage, ...set }, by.name, context.now());
    return {
      itemId: item.row.id,
      tag: item.facts.tag,
      what: `${storage.name}: ${said.join(', ') || 'nothing'}`,
    };
  });

export const putBack = (context: Context, by: Caller, id: string) =>
  changing(context, by, async tx => {
    const { storage, item } = await holdStorage(tx, by.schoolId, id);
    const set = { left_out: null, left_out_by: null, left_out_agreed_by: null };
    await tx.updateTable('disposal_storage').set(set).where('id', '=', id).execute();
    await withdrawAbout(context, tx, by, leftOutKind, { subject: id, because: 'It is in it after all' });
    await endNone(context, tx, by, item.row.id);
    return { itemId: item.row.id, tag: item.facts.tag, what: `${storage.name} is in it after all` };
  });

/** At the request, and again at the yes. */
export async function listInside(
  context: Context,
  tx: Tx,
  by: Asker,
  itemIds: readonly string[],
): Promise<void> {
  for (const id of itemIds) await readInside(context, tx, by, await findItem(tx, by.schoolId, id));
}
