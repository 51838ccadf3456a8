/** Indexes for lists that have become long: how each backup stands, and what was kept as evidence. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createIndex('backup_entry_last')
    .on('backup_entry')
    .columns(['school_id', 'backup_id', 'kind', 'good', 'done_on'])
    .execute();
  await db.schema
    .createIndex('quarantine_list')
    .on('quarantine')
    .columns(['school_id', 'since', 'id'])
    .execute();
}
