/** Photos of what is loaded, taken before the receipt is signed: frozen with it by their SHA-256, and in the pack. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { mostPhotos, type photoQuery } from '../../../shared/protocol/api/disposal-inputs.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import {
  findFile,
  forgetFile,
  keepFile,
  kindOf,
  receive,
  type Upload,
  withoutTraces,
} from '../files/index.ts';
import type { Caller } from '../route.ts';
import { holdBatch } from './batches.ts';

/** In the order in which they were added. */
export const photosOf = (db: Tx, batchId: string) =>
  db
    .selectFrom('disposal_photo')
    .innerJoin('stored_file', 'stored_file.id', 'disposal_photo.file_id')
    .select(['disposal_photo.id', 'disposal_photo.batch_id', 'file_id', 'caption', 'added_at', 'added_by'])
    .select(['stored_file.name', 'stored_file.sha256'])
    .where('disposal_photo.batch_id', '=', batchId)
    .orderBy('disposal_photo.id')
    .execute();

/** Throws `batch.state` once it is signed, `file.*`, `photo.too_many`. Where it was taken is left out. */
export async function addPhoto(
  context: Context,
  by: Caller,
  batchId: string,
  { name, caption }: z.output<typeof photoQuery>,
  upload: Upload | undefined,
): Promise<void> {
  if (upload === undefined) throw invalid('Send the photo itself.', { file: 'Choose a photo' });
  const bytes = await receive(upload);
  const kind = kindOf(bytes, ['png', 'jpeg']);
  await context.db.transaction().execute(async tx => {
    const { row } = await holdBatch(context, tx, by.schoolId, batchId, ['gathering']);
    if ((await photosOf(tx, batchId)).length >= mostPhotos)
      throw conflict('photo.too_many', `It has ${mostPhotos} photos. Remove one that says nothing.`);
    const file = await keepFile(context, tx, by, {
      ...{ room: 'disposals', name, bytes: withoutTraces(bytes, kind), kind },
    });
    await tx
      .insertInto('disposal_photo')
      .values({
        ...{ id: randomUUIDv7(), school_id: by.schoolId, batch_id: batchId, file_id: file.id, caption },
        ...{ added_at: context.now(), added_by: by.name },
      })
      .execute();
    const facts = { number: row.number, name: file.name };
    await context.audit.record(tx, by, 'disposal.photo_added', { subject: batchId, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** As long as nothing is signed; answers the collection. Throws `photo.not_found`, `batch.state`. */
export async function removePhoto(context: Context, by: Caller, id: string): Promise<string> {
  const { batchId, forgotten } = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const photo = await tx
      .selectFrom('disposal_photo')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (photo === undefined) throw notFound('photo');
    const { row } = await holdBatch(context, tx, by.schoolId, photo.batch_id, ['gathering']);
    await tx.deleteFrom('disposal_photo').where('id', '=', id).execute();
    const file = await findFile(tx, by.schoolId, 'disposals', photo.file_id);
    const facts = { number: row.number, name: file.name };
    await context.audit.record(tx, by, 'disposal.photo_removed', { subject: photo.batch_id, facts });
    return { batchId: photo.batch_id, forgotten: await forgetFile(context, tx, file) };
  });
  await forgotten();
  context.events.nudge(by.schoolId, ['disposals']);
  return batchId;
}
