/** Keeping a photo or paper of an asset, and removing it for good. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import {
  type AssetFile,
  type assetFileQuery,
  filePurposeWords,
  mostFiles,
} from '../../../shared/protocol/api/asset-files.ts';
import { findAsset, refuseClosed } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import {
  findFile,
  forgetFile,
  keepFile,
  kindOf,
  readBytes,
  receive,
  type Upload,
  withoutTraces,
} from '../files/index.ts';
import type { Caller, FileAnswer } from '../route.ts';

const room = 'asset-files';

/**
 * Throws `asset.not_found`, `file.too_large`, `file.refused`, `file.name`, `asset_file.too_many`, and `asset.closed` but for
 * what a count saw: that what was disposed of is here after all.
 */
export async function addFile(
  context: Context,
  by: Caller,
  assetId: string,
  { what, name, caption }: z.output<typeof assetFileQuery>,
  upload: Upload | undefined,
  /** Where it was taken while somebody counted. */
  stockTakeItemId: string | null = null,
): Promise<void> {
  if (upload === undefined) throw invalid('Send the file itself.', { file: 'Choose a file' });
  await findAsset(context.db, by.schoolId, assetId);
  const bytes = await receive(upload);
  const kind = kindOf(bytes, what === 'photo' ? ['png', 'jpeg'] : ['pdf', 'png', 'jpeg', 'text']);
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const asset = await findAsset(tx, by.schoolId, assetId);
    const { tag } = asset;
    if (stockTakeItemId === null) await refuseClosed(tx, asset);
    await refuseTooMany(tx, assetId, tag);
    const file = await keepFile(context, tx, by, { room, name, bytes: withoutTraces(bytes, kind), kind });
    const row = {
      ...{ id: randomUUIDv7(), school_id: by.schoolId, asset_id: assetId, file_id: file.id, what },
      ...{ name: file.name, caption: caption || null, added_at: context.now(), added_by: by.name },
      ...{ removed_at: null, removed_by: null, stock_take_item_id: stockTakeItemId },
    };
    await tx.insertInto('asset_file').values(row).execute();
    const facts = { tag, what: filePurposeWords[what].toLowerCase(), name: file.name };
    await context.audit.record(tx, by, 'asset.file_added', { subject: assetId, facts });
  });
}

async function refuseTooMany(tx: Tx, assetId: string, tag: string): Promise<void> {
  const counted = await tx
    .selectFrom('asset_file')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('asset_id', '=', assetId)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(counted.all) >= mostFiles)
    throw conflict('asset_file.too_many', `“${tag}” has ${mostFiles} files. Remove one that is not needed.`);
}

/** Newest first, the removed ones with who removed them. */
export async function listFiles(db: Tx, assetId: string): Promise<{ items: AssetFile[]; next: null }> {
  const rows = await db
    .selectFrom('asset_file')
    .leftJoin('stored_file', 'stored_file.id', 'asset_file.file_id')
    .select(['asset_file.id', 'what', 'asset_file.name', 'caption', 'added_at', 'added_by'])
    .select(['removed_at', 'removed_by', 'type', 'size'])
    .where('asset_id', '=', assetId)
    .orderBy('added_at', 'desc')
    .orderBy('asset_file.id', 'desc')
    .limit(200)
    .execute();
  const items = rows.map(row => ({
    id: row.id,
    what: row.what as AssetFile['what'],
    name: row.name,
    type: row.type,
    size: row.size === null ? null : Number(row.size),
    caption: row.caption,
    addedAt: row.added_at,
    addedBy: row.added_by,
    removed: row.removed_at === null ? null : { at: row.removed_at, by: row.removed_by ?? '' },
  }));
  return { items, next: null };
}

async function find(db: Tx, schoolId: string, id: string) {
  const row = await db
    .selectFrom('asset_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.file_id === undefined || row.file_id === null) throw notFound('file');
  return { ...row, file_id: row.file_id };
}

/** Throws `file.not_found`, also for what was removed; `file.lost`. */
export async function giveFile(context: Context, schoolId: string, id: string): Promise<FileAnswer> {
  const row = await find(context.db, schoolId, id);
  const file = await findFile(context.db, schoolId, room, row.file_id);
  return { name: file.name, type: file.type, bytes: await readBytes(context, file) };
}

/**
 * Its bytes are gone from the disk; that it was there, and who removed it, stays. Throws `asset.closed`, and
 * `asset_file.evidence` while the asset is quarantined: seals and damage are proved by their photos.
 */
export async function removeFile(context: Context, by: Caller, id: string): Promise<void> {
  const forgotten = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await find(tx, by.schoolId, id);
    const asset = await findAsset(tx, by.schoolId, row.asset_id);
    const { tag } = asset;
    await refuseClosed(tx, asset);
    if (asset.state === 'quarantined')
      throw conflict(
        'asset_file.evidence',
        `“${tag}” is quarantined as evidence, so its photos and papers stay until it is not.`,
      );
    const removed = { file_id: null, removed_at: context.now(), removed_by: by.name };
    await tx.updateTable('asset_file').set(removed).where('id', '=', id).execute();
    const file = await findFile(tx, by.schoolId, room, row.file_id);
    const erase = await forgetFile(context, tx, file);
    const facts = { tag, name: row.name };
    await context.audit.record(tx, by, 'asset.file_removed', { subject: row.asset_id, facts });
    return erase;
  });
  await forgotten();
}
