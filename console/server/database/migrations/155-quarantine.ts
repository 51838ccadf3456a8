/** Devices that are kept as evidence, and when they were released. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  await db.schema
    .createTable('quarantine')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('device_name', text, c => c.notNull())
    .addColumn('message', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('cut_until', 'bigint')
    .addColumn('since', 'bigint', c => c.notNull())
    .addColumn('by_name', text, c => c.notNull())
    .addColumn('order_id', text, c => c.notNull())
    .addColumn('network_cut', 'integer')
    .addColumn('network_detail', text, c => c.notNull())
    .addColumn('network_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', text)
    .addColumn('ended_because', text)
    .execute();
  await db.schema.createIndex('quarantine_device').on('quarantine').columns(['device_id', 'since']).execute();
  await db.schema
    .createIndex('quarantine_open')
    .on('quarantine')
    .columns(['school_id', 'ended_at'])
    .execute();
}
