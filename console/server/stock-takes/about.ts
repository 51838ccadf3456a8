/** What somebody writes or photographs of a single thing while they count: until the stock-take is signed. */
import type * as z from 'zod';
import type { photoInput, takeNoteInput } from '../../../shared/protocol/api/stock-takes.ts';
import { addFile } from '../asset-files/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import type { Upload } from '../files/index.ts';
import type { Caller } from '../route.ts';
import { told } from './count.ts';
import { holdTake, type TakeItem, type TakeRecord } from './record.ts';

/** Throws `stock_take.otherwise` once it is signed, `stock_take_item.not_found`. */
async function hold(
  tx: Tx,
  schoolId: string,
  takeId: string,
  itemId: string,
): Promise<{ take: TakeRecord; item: TakeItem }> {
  await lockSchool(tx, schoolId);
  const take = await holdTake(tx, schoolId, takeId, ['open', 'finished']);
  const item = await tx
    .selectFrom('stock_take_item')
    .selectAll()
    .where('stock_take_id', '=', takeId)
    .where('id', '=', itemId)
    .executeTakeFirst();
  if (item === undefined) throw notFound('stock_take_item');
  return { take, item };
}

/** An empty one takes it back. */
export async function noteItem(
  context: Context,
  by: Caller,
  id: string,
  { itemId, note }: z.output<typeof takeNoteInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const { take, item } = await hold(tx, by.schoolId, id, itemId);
    await tx
      .updateTable('stock_take_item')
      .set({ note: note || null })
      .where('id', '=', itemId)
      .execute();
    const facts = { name: take.name, tag: item.tag, note: note || 'none' };
    await context.audit.record(tx, by, 'stock_take.noted', { subject: id, facts });
  });
  told(context, by);
}

/** Kept with the asset, and named in the stock-take. Throws what `addFile` throws. */
export async function photoItem(
  context: Context,
  by: Caller,
  id: string,
  { itemId, name }: z.output<typeof photoInput>,
  upload: Upload | undefined,
): Promise<void> {
  const { take, item } = await context.db.transaction().execute(tx => hold(tx, by.schoolId, id, itemId));
  const caption = `Stock-take “${take.name}”`;
  await addFile(context, by, item.asset_id, { what: 'photo', name, caption }, upload, itemId);
  told(context, by);
}
