/** That somebody looked whether a promise holds that no check and no figure shows. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('promise_record_look')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('promise', 'text', c => c.notNull())
    .addColumn('sentence', 'text', c => c.notNull())
    .addColumn('looked_on', 'text', c => c.notNull())
    .addColumn('looked_by', 'text', c => c.notNull())
    .addColumn('so', 'integer', c => c.notNull())
    .addColumn('saw', 'text', c => c.notNull())
    .addColumn('next_on', 'text', c => c.notNull())
    .addColumn('written_at', 'bigint', c => c.notNull())
    .addColumn('written_by', 'text', c => c.notNull())
    .addColumn('taken_back_at', 'bigint')
    .addColumn('taken_back_by', 'text')
    .execute();
  await db.schema
    .createIndex('promise_record_look_of')
    .on('promise_record_look')
    .columns(['school_id', 'promise'])
    .execute();
}
