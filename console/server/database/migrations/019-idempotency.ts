/** Requests that make something and carry a key, so that one sent twice makes it once. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('idempotency')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('caller', 'text', c => c.notNull())
    .addColumn('key', 'text', c => c.notNull())
    .addColumn('request_hash', 'text', c => c.notNull())
    .addColumn('answer', 'text')
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('done_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('idempotency_once')
    .on('idempotency')
    .columns(['school_id', 'caller', 'key'])
    .unique()
    .execute();
  await db.schema.createIndex('idempotency_age').on('idempotency').column('created_at').execute();
}
