/** What is looked at on set days, and what was written down of it. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('review')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('what', 'text', c => c.notNull())
    .addColumn('owner', 'text', c => c.notNull())
    .addColumn('version', 'text', c => c.notNull())
    .addColumn('asked', 'text', c => c.notNull())
    .addColumn('every_months', 'integer', c => c.notNull())
    .addColumn('ended_on', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('changed_at', 'bigint', c => c.notNull())
    .addColumn('changed_by', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createTable('review_entry')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('review_id', 'text', c => c.notNull().references('review.id'))
    .addColumn('done_on', 'text', c => c.notNull())
    .addColumn('in_order', 'integer', c => c.notNull())
    .addColumn('done_by', 'text', c => c.notNull())
    .addColumn('note', 'text')
    .addColumn('noted_at', 'bigint', c => c.notNull())
    .addColumn('noted_by', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createIndex('review_entry_of')
    .on('review_entry')
    .columns(['review_id', 'done_on'])
    .execute();
}
