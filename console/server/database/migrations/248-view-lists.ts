/** Saved views of other lists than that of the devices. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('saved_view')
    .addColumn('list', 'text', c => c.notNull().defaultTo('devices'))
    .execute();
}
