/** What computers collected about themselves by order. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('diagnostics_part')
    .addColumn('order_id', 'text', c => c.notNull().references('device_order.id').onDelete('cascade'))
    .addColumn('part', 'integer', c => c.notNull())
    .addColumn('of', 'integer', c => c.notNull())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('device_id', 'text', c => c.notNull().references('device.id'))
    .addColumn('received_at', 'bigint', c => c.notNull())
    .addColumn('text', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('diagnostics_part_key', ['order_id', 'part'])
    .execute();
  await db.schema
    .createIndex('diagnostics_part_when')
    .on('diagnostics_part')
    .columns(['received_at'])
    .execute();
}
