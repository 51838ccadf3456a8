/** When a thing was last seen in any stock-take is asked of each that one did not find. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createIndex('stock_take_item_seen')
    .on('stock_take_item')
    .columns(['asset_id', 'seen_at'])
    .execute();
}
