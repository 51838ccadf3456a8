/** Photos at the van and in a stock-take; from when to when a wipe ran that is written down by hand, and how much was read back. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  for (const column of ['began', 'ended'])
    await db.schema.alterTable('sanitisation').addColumn(column, 'text').execute();
  await db.schema.alterTable('sanitisation').addColumn('sample_percent', 'integer').execute();
  await db.schema.alterTable('asset_file').addColumn('stock_take_item_id', 'text').execute();
  await db.schema
    .createIndex('asset_file_of_count')
    .on('asset_file')
    .columns(['stock_take_item_id'])
    .execute();
  await db.schema
    .createTable('disposal_photo')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('batch_id', 'text', c => c.notNull().references('disposal_batch.id'))
    .addColumn('file_id', 'text', c => c.notNull().references('stored_file.id'))
    .addColumn('caption', 'text', c => c.notNull())
    .addColumn('added_at', 'bigint', c => c.notNull())
    .addColumn('added_by', 'text', c => c.notNull())
    .execute();
  await db.schema.createIndex('disposal_photo_of').on('disposal_photo').columns(['batch_id']).execute();
}
