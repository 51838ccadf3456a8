/** Imports into the register, with what each row was before, so that an import can be undone. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('asset_import')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('school_id', 'text', column => column.notNull().references('school.id'))
    .addColumn('file', 'text', column => column.notNull())
    .addColumn('imported_at', 'bigint', column => column.notNull())
    .addColumn('imported_by', 'text', column => column.notNull())
    .addColumn('entered', 'integer', column => column.notNull())
    .addColumn('changed', 'integer', column => column.notNull())
    .addColumn('undone_at', 'bigint')
    .addColumn('undone_by', 'text')
    .execute();
  await db.schema
    .createIndex('asset_import_by_time')
    .on('asset_import')
    .columns(['school_id', 'imported_at', 'id'])
    .execute();
  await db.schema
    .createTable('asset_import_row')
    .addColumn('import_id', 'text', column => column.notNull().references('asset_import.id'))
    .addColumn('school_id', 'text', column => column.notNull().references('school.id'))
    .addColumn('asset_id', 'text', column => column.notNull())
    .addColumn('revision', 'integer', column => column.notNull())
    .addColumn('before', 'text')
    .addPrimaryKeyConstraint('asset_import_row_of', ['import_id', 'asset_id'])
    .execute();
}
