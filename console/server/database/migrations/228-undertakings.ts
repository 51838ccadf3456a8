/** Who sees to it that a promise holds again, and by when. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('promise_undertaking')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('promise', 'text', c => c.notNull())
    .addColumn('sentence', 'text', c => c.notNull())
    .addColumn('who', 'text', c => c.notNull())
    .addColumn('by_day', 'text', c => c.notNull())
    .addColumn('what', 'text', c => c.notNull())
    .addColumn('written_at', 'bigint', c => c.notNull())
    .addColumn('written_by', 'text', c => c.notNull())
    .addColumn('taken_back_at', 'bigint')
    .addColumn('taken_back_by', 'text')
    .addColumn('held_on', 'text')
    .execute();
  await db.schema
    .createIndex('promise_undertaking_of')
    .on('promise_undertaking')
    .columns(['school_id', 'promise'])
    .execute();
}
