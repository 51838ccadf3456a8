/** Other devices on the school's networks, where a school has them noted. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('neighbour')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('hash', 'text', c => c.notNull())
    .addColumn('maker', 'text')
    .addColumn('name', 'text')
    .addColumn('address', 'text')
    .addColumn('first_seen_at', 'bigint', c => c.notNull())
    .addColumn('last_seen_at', 'bigint', c => c.notNull())
    .addColumn('device_id', 'text', c => c.references('device.id'))
    .addColumn('asset_id', 'text', c => c.references('asset.id'))
    .addColumn('decision', 'text', c => c.notNull())
    .addColumn('note', 'text', c => c.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addColumn('search_text', 'text', c => c.notNull())
    .execute();
  await db.schema
    .createIndex('neighbour_hash')
    .unique()
    .on('neighbour')
    .columns(['school_id', 'hash'])
    .execute();
  await db.schema
    .createIndex('neighbour_seen')
    .on('neighbour')
    .columns(['school_id', 'last_seen_at', 'id'])
    .execute();
  await db.schema
    .createTable('neighbour_sighting')
    .addColumn('neighbour_id', 'text', c => c.notNull().references('neighbour.id').onDelete('cascade'))
    .addColumn('device_id', 'text', c => c.notNull().references('device.id'))
    .addColumn('first_at', 'bigint', c => c.notNull())
    .addColumn('last_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('neighbour_sighting_of', ['neighbour_id', 'device_id'])
    .execute();
}
