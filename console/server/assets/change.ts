/** What a technician does to one asset: enter it, change it, move it on in its life, say which device it is. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { kinds } from '../../../shared/assets/kinds.ts';
import { standardWords } from '../../../shared/assets/state-words.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import type {
  AssetValues,
  assetInput,
  assetLinkInput,
  assetPatch,
} from '../../../shared/protocol/api/assets.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readStateSayer } from '../schools/index.ts';
import {
  type AssetRecord,
  changesBetween,
  columnsOf,
  emptyValues,
  sayChanges,
  tagKey,
  tidy,
  valuesOf,
} from './columns.ts';
import { holderAfter, refuseMissing } from './move.ts';
import {
  holdAsset,
  linesOf,
  readPrinted,
  refuseContradictions,
  refuseOwnDevice,
  refuseTakenTag,
  refuseUnknownHolder,
  saveAsset,
  whyKept,
  writeHistory,
} from './record.ts';

export async function createAsset(context: Context, by: Caller, input: z.output<typeof assetInput>) {
  const { state, note = '', deviceId, holderId, ...given } = input;
  const values = { ...emptyValues, ...tidy(given) } as AssetValues;
  if (values.tag === '') throw invalid('An asset needs a tag.', { tag: 'Give it a tag' });
  const say = await readStateSayer(context.db, by.schoolId);
  refuseMissing(state, values, note, say);
  refuseContradictions(values);
  const id = randomUUIDv7();
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseTakenTag(tx, by.schoolId, values.tag);
    await refuseUnknownHolder(tx, by.schoolId, holderId);
    refuseOwnDevice(by, undefined, { holder_id: holderId ?? null, device_id: deviceId ?? null });
    const device = deviceId === undefined ? undefined : await freeDevice(tx, by.schoolId, deviceId);
    const printed = await readPrinted(tx, by.schoolId, [values.tag]);
    await insertAsset(tx, {
      id,
      schoolId: by.schoolId,
      values,
      state,
      at,
      by: by.name,
      deviceId: deviceId ?? null,
      holderId: holderId ?? null,
      labelPrintedAt: printed.get(tagKey(values.tag)) ?? null,
    });
    const stamp = { schoolId: by.schoolId, name: by.name, at, origin: 'hand' as const };
    const lines = [
      { assetId: id, field: 'created', before: null, after: standardWords[state], note: note || null },
    ];
    if (device !== undefined)
      lines.push({ assetId: id, field: 'device', before: null, after: device.name, note: null });
    await writeHistory(tx, stamp, lines);
    const facts = { tag: values.tag, what: kinds[values.kind].words.toLowerCase(), state: say(state) };
    await context.audit.record(tx, by, 'asset.created', { subject: id, facts });
    if (device !== undefined) await recordLink(context, tx, by, 'asset.linked', id, values.tag, device.name);
  });
  told(context, by, deviceId);
  return id;
}

interface NewAsset {
  id: string;
  schoolId: string;
  values: AssetValues;
  state: AssetState;
  at: number;
  by: string;
  deviceId: string | null;
  holderId: string | null;
  labelPrintedAt: number | null;
}

async function insertAsset(tx: Tx, asset: NewAsset): Promise<void> {
  await tx.insertInto('asset').values(newRow(asset)).execute();
}

export function newRow(asset: NewAsset): AssetRecord {
  const { id, schoolId, values, state, at, by, deviceId, holderId, labelPrintedAt } = asset;
  return {
    ...columnsOf(values),
    id,
    school_id: schoolId,
    revision: 1,
    holder_id: holderId,
    state,
    state_at: at,
    device_id: deviceId,
    created_at: at,
    created_by: by,
    updated_at: at,
    held_data_at: null,
    label_printed_at: labelPrintedAt,
  };
}

export async function patchAsset(
  context: Context,
  by: Caller,
  id: string,
  patch: z.output<typeof assetPatch>,
) {
  const { revision, holderId, ...given } = patch;
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await holdAsset(tx, by.schoolId, id, revision);
    const before = valuesOf(row);
    const after = { ...before, ...tidy(given) };
    if (after.tag === '') throw invalid('An asset needs a tag.', { tag: 'Give it a tag' });
    const changes = changesBetween(before, after);
    const newHolder = holderAfter(row, before, after, holderId);
    if (changes.length === 0 && newHolder === row.holder_id) return;
    refuseKept(row, changes.length === 0 ? [{ field: 'holder' }] : changes);
    refuseContradictions(after);
    await refuseTakenTag(tx, by.schoolId, after.tag, id);
    await refuseUnknownHolder(tx, by.schoolId, holderId);
    refuseOwnDevice(by, row, { ...row, holder_id: newHolder });
    const set = { ...columnsOf(after), holder_id: newHolder, ...(await relabelled(tx, row, after.tag)) };
    await saveAsset(tx, row, set, at);
    await writeHistory(
      tx,
      { schoolId: by.schoolId, name: by.name, at, origin: 'hand' },
      linesOf(id, changes),
    );
    const said = changes.length === 0 ? 'which person holds it' : sayChanges(changes);
    await context.audit.record(tx, by, 'asset.changed', {
      subject: id,
      facts: { tag: after.tag, changes: said },
    });
  });
  told(context, by);
}

/** Another tag needs another label, unless one was printed with it before. */
async function relabelled(tx: Tx, row: AssetRecord, tag: string): Promise<Partial<AssetRecord>> {
  const key = tagKey(tag);
  if (key === row.tag_key) return {};
  return { label_printed_at: (await readPrinted(tx, row.school_id, [tag])).get(key) ?? null };
}

export async function linkDevice(
  context: Context,
  by: Caller,
  id: string,
  { revision, deviceId }: z.output<typeof assetLinkInput>,
) {
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await holdAsset(tx, by.schoolId, id, revision);
    if (row.device_id !== null)
      throw conflict('asset.linked', `“${row.tag}” is linked to a device already. Unlink that one first.`);
    const device = await freeDevice(tx, by.schoolId, deviceId);
    refuseOwnDevice(by, row, { ...row, device_id: deviceId });
    await saveAsset(tx, row, { device_id: deviceId }, at);
    const line = { assetId: id, field: 'device', before: null, after: device.name };
    await writeHistory(tx, { schoolId: by.schoolId, name: by.name, at, origin: 'hand' }, [line]);
    await recordLink(context, tx, by, 'asset.linked', id, row.tag, device.name);
  });
  told(context, by, deviceId);
}

/** Its papers name it as it was handed over; by its link its keys are destroyed, and it raises an alarm if it comes back. */
function refuseKept(row: Pick<AssetRecord, 'tag' | 'state'>, changes: Parameters<typeof whyKept>[1]): void {
  const why = whyKept(row, changes);
  if (why !== undefined) throw conflict('asset.leaving', why);
}

export async function unlinkDevice(context: Context, by: Caller, id: string, revision: number) {
  const at = context.now();
  const was = await context.db.transaction().execute(async tx => {
    const row = await holdAsset(tx, by.schoolId, id, revision);
    refuseKept(row, [{ field: 'device' }]);
    if (row.device_id === null)
      throw conflict('asset.not_linked', `“${row.tag}” is not linked to any device.`);
    const device = await tx
      .selectFrom('device')
      .select('name')
      .where('id', '=', row.device_id)
      .executeTakeFirstOrThrow();
    await saveAsset(tx, row, { device_id: null }, at);
    const line = { assetId: id, field: 'device', before: device.name, after: null };
    await writeHistory(tx, { schoolId: by.schoolId, name: by.name, at, origin: 'hand' }, [line]);
    await recordLink(context, tx, by, 'asset.unlinked', id, row.tag, device.name);
    return row.device_id;
  });
  told(context, by, was);
}

/** Throws `device.not_found`, `device.has_asset`, `device.waiting`. */
async function freeDevice(tx: Tx, schoolId: string, deviceId: string): Promise<{ name: string }> {
  const device = await tx
    .selectFrom('device')
    .select(['name', 'status'])
    .where('school_id', '=', schoolId)
    .where('id', '=', deviceId)
    .where('status', '!=', 'removed')
    .executeTakeFirst();
  if (device === undefined) throw notFound('device');
  if (device.status === 'waiting')
    throw conflict('device.waiting', 'This device still waits for approval. Decide about it in the queue.');
  const other = await tx
    .selectFrom('asset')
    .select('tag')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (other !== undefined)
    throw conflict(
      'device.has_asset',
      `The device ${device.name} is linked to the asset “${other.tag}” already.`,
      {
        deviceId: `Linked to “${other.tag}”`,
      },
    );
  return device;
}

async function recordLink(
  context: Context,
  tx: Tx,
  by: Caller,
  action: 'asset.linked' | 'asset.unlinked',
  id: string,
  tag: string,
  device: string,
) {
  await context.audit.record(tx, by, action, { subject: id, facts: { tag, device } });
}

export function told(context: Context, by: Caller, deviceId?: string): void {
  context.events.nudge(by.schoolId, ['assets']);
  if (deviceId !== undefined) context.events.nudge(by.schoolId, ['device'], [deviceId]);
}
