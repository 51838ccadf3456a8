/** The school calendar. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('school_calendar')
    .addColumn('school_id', 'text', c => c.primaryKey().references('school.id'))
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('body', 'text')
    .addColumn('updated_at', 'bigint', c => c.notNull())
    .addColumn('updated_by', 'text', c => c.notNull())
    .execute();
}
