/** The typed codes of the last day that pause a device's rules: they count together with what was ordered. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('device_recovery')
    .addColumn('pausing_codes', 'text', c => c.notNull().defaultTo('[]'))
    .execute();
}
