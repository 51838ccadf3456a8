/** How a write-off was to leave and for how much; who holds what is evidence; whether borrowers get letters. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('write_off').addColumn('way', 'text').execute();
  await db.schema.alterTable('disposal_item').addColumn('price', 'bigint').execute();

  await db.schema
    .createTable('asset_custody')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('asset_id', 'text', c => c.notNull().references('asset.id'))
    .addColumn('happened_at', 'bigint', c => c.notNull())
    .addColumn('held_by', 'text', c => c.notNull())
    .addColumn('place', 'text', c => c.notNull())
    .addColumn('seal', 'text')
    .addColumn('note', 'text')
    .addColumn('noted_at', 'bigint', c => c.notNull())
    .addColumn('noted_by', 'text', c => c.notNull())
    .execute();
  await db.schema.createIndex('asset_custody_of').on('asset_custody').columns(['asset_id', 'id']).execute();

  await db.schema
    .createTable('loan_settings')
    .addColumn('school_id', 'text', c => c.primaryKey().references('school.id'))
    .addColumn('letters', 'integer', c => c.notNull())
    .addColumn('changed_at', 'bigint', c => c.notNull())
    .addColumn('changed_by', 'text', c => c.notNull())
    .execute();
}
