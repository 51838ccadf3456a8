/** The school's own promises, and its promises page day by day. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('school_clauses')
    .addColumn('school_id', 'text', c => c.primaryKey().references('school.id'))
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('body', 'text', c => c.notNull())
    .addColumn('updated_at', 'bigint', c => c.notNull())
    .addColumn('updated_by', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createTable('promise_day')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('day', 'text', c => c.notNull())
    .addColumn('kept_at', 'bigint', c => c.notNull())
    .addColumn('body', 'text', c => c.notNull())
    .addColumn('previous_hash', 'text', c => c.notNull())
    .addColumn('hash', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('promise_day_key', ['school_id', 'day'])
    .execute();
}
