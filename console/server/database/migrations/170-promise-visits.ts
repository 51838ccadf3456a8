/** When each person last opened the promises, for what changed since then. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('promise_visit')
    .addColumn('owner', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('before', 'bigint')
    .execute();
}
