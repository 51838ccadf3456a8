/** Devices that were reported lost or stolen, and when they were released. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  await db.schema
    .createTable('lost_device')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('how', text, c => c.notNull())
    .addColumn('message', text, c => c.notNull())
    .addColumn('since', 'bigint', c => c.notNull())
    .addColumn('by_name', text, c => c.notNull())
    .addColumn('order_id', text, c => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', text)
    .execute();
  await db.schema
    .createIndex('lost_device_device')
    .on('lost_device')
    .columns(['device_id', 'since'])
    .execute();
}
