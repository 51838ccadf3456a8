/** When a device last said how far it is with an order. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('device_order').addColumn('progress_at', 'bigint').execute();
}
