/** The day on which a thing was set up where it is. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('asset').addColumn('installed_on', 'text').execute();
}
