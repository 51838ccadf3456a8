/** Why somebody did not agree to an exception, for whoever asked. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('policy_exception').addColumn('end_note', 'text').execute();
}
