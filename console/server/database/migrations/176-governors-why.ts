/** Why the governors have to agree to a write-off, in words. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('write_off').addColumn('governors_why', 'text').execute();
}
