/** Keys that open a computer's disk, sealed to a key that no database holds, where a school keeps them here. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('disk_key')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('device_id', 'text', c => c.notNull().references('device.id'))
    .addColumn('volume', 'text', c => c.notNull())
    .addColumn('protector', 'text')
    .addColumn('seal_key', 'text', c => c.notNull())
    .addColumn('seal_box', 'text', c => c.notNull())
    .addColumn('kept_at', 'bigint', c => c.notNull())
    .addColumn('kept_by', 'text')
    .addColumn('asked_at', 'bigint')
    .addColumn('tested_at', 'bigint')
    .addColumn('tested', 'text')
    .addColumn('tested_why', 'text', c => c.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createIndex('disk_key_of')
    .unique()
    .on('disk_key')
    .columns(['device_id', 'volume', 'protector'])
    .execute();
}
