/** Who else agreed that storage on a list is not in the thing; null in what one person said alone before this. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('disposal_storage').addColumn('left_out_agreed_by', 'text').execute();
}
