/** Assets that were entered by mistake: whole, with their history, out of the tables that lists and counts read. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('asset_mistake')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('school_id', 'text', column => column.notNull().references('school.id'))
    .addColumn('tag', 'text', column => column.notNull())
    .addColumn('record', 'text', column => column.notNull())
    .addColumn('history', 'text', column => column.notNull())
    .addColumn('because', 'text', column => column.notNull())
    .addColumn('taken_out_at', 'bigint', column => column.notNull())
    .addColumn('taken_out_by', 'text', column => column.notNull())
    .execute();
  await db.schema
    .createIndex('asset_mistake_by_time')
    .on('asset_mistake')
    .columns(['school_id', 'taken_out_at', 'id'])
    .execute();
}
