/** What is backed up, and what was written down of it. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('backup')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('what', 'text', c => c.notNull())
    .addColumn('owner', 'text', c => c.notNull())
    .addColumn('method', 'text', c => c.notNull())
    .addColumn('away', 'integer', c => c.notNull())
    .addColumn('every_days', 'integer', c => c.notNull())
    .addColumn('test_months', 'integer', c => c.notNull())
    .addColumn('ended_on', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('changed_at', 'bigint', c => c.notNull())
    .addColumn('changed_by', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createTable('backup_entry')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('backup_id', 'text', c => c.notNull().references('backup.id'))
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('done_on', 'text', c => c.notNull())
    .addColumn('good', 'integer', c => c.notNull())
    .addColumn('done_by', 'text', c => c.notNull())
    .addColumn('note', 'text')
    .addColumn('noted_at', 'bigint', c => c.notNull())
    .addColumn('noted_by', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createIndex('backup_entry_of')
    .on('backup_entry')
    .columns(['backup_id', 'done_on'])
    .execute();
}
