/** Times of sign-ins, where a school keeps them: forgotten after a month. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('sitting_moment')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('device_id', 'text', c => c.notNull().references('device.id'))
    .addColumn('sitting', 'text', c => c.notNull())
    .addColumn('what', 'text', c => c.notNull())
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('exact', 'integer', c => c.notNull())
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('account', 'text', c => c.notNull())
    .addColumn('person', 'text')
    .execute();
  await db.schema
    .createIndex('sitting_moment_of')
    .on('sitting_moment')
    .columns(['device_id', 'at', 'id'])
    .execute();
  await db.schema.createIndex('sitting_moment_at').on('sitting_moment').column('at').execute();
}
