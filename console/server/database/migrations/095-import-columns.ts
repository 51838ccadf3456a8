/** What a school's spreadsheets call the fields of its register. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('import_column')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('heading', 'text', c => c.notNull())
    .addColumn('target', 'text')
    .addColumn('chosen_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('import_column_key', ['school_id', 'heading'])
    .execute();
}
