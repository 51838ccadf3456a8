/** Who else agreed that a thing which had storage has none. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('disposal_item').addColumn('no_storage_agreed_by', 'text').execute();
}
