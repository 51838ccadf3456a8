/** Orders to one device, and which recovery secret each device holds. Append-only. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;

  await db.schema
    .createTable('device_order')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('kind', text, c => c.notNull())
    .addColumn('payload', text, c => c.notNull())
    .addColumn('signature', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('detail', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('expires_at', big, c => c.notNull())
    .addColumn('sent_at', big)
    .addColumn('ended_at', big)
    .addColumn('answered', 'integer', c => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('device_order_newest')
    .on('device_order')
    .columns(['device_id', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('device_order_open')
    .on('device_order')
    .columns(['state', 'expires_at'])
    .execute();

  await db.schema
    .createTable('device_recovery')
    .addColumn('device_id', text, c => c.primaryKey().references('device.id'))
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('sealing_key', text, c => c.notNull())
    .addColumn('epoch', 'integer', c => c.notNull())
    .addColumn('kept_epoch', 'integer', c => c.notNull())
    .addColumn('kept_at', big)
    .addColumn('used_at', big)
    .addColumn('used_events', text, c => c.notNull())
    .execute();
}
