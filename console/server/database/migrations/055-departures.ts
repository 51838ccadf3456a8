/** Devices that were removed while a promise was not known to hold on them. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('departure')
    .addColumn('device_id', 'text', c => c.primaryKey().references('device.id'))
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('states', 'text', c => c.notNull())
    .addColumn('removed_at', 'bigint', c => c.notNull())
    .addColumn('removed_by', 'text', c => c.notNull())
    .execute();
  await db.schema.createIndex('departure_school').on('departure').column('school_id').execute();
}
