/** When the school's policy was looked at, and by when the next time. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('policy_review')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('looked_on', 'text', c => c.notNull())
    .addColumn('looked_by', 'text', c => c.notNull())
    .addColumn('owner', 'text', c => c.notNull())
    .addColumn('next_on', 'text', c => c.notNull())
    .addColumn('written_at', 'bigint', c => c.notNull())
    .addColumn('written_by', 'text', c => c.notNull())
    .addColumn('taken_back_at', 'bigint')
    .addColumn('taken_back_by', 'text')
    .execute();
  await db.schema
    .createIndex('policy_review_of')
    .on('policy_review')
    .columns(['school_id', 'looked_on'])
    .execute();
}
