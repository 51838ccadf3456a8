/** The reports to the governors, as they were kept. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('governor_report')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('number', 'integer', c => c.notNull())
    .addColumn('day', 'text', c => c.notNull())
    .addColumn('kept_at', 'bigint', c => c.notNull())
    .addColumn('kept_by', 'text', c => c.notNull())
    .addColumn('body', 'text', c => c.notNull())
    .addColumn('hash', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('governor_report_key', ['school_id', 'number'])
    .execute();
}
