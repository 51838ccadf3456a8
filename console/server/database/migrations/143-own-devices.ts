/** Groups of computers that belong to people and not to the school: what holds children's data has no place there. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('device_group')
    .addColumn('own_devices', 'integer', c => c.notNull().defaultTo(0))
    .execute();
}
