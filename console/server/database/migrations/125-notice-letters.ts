/** When letters went to those who had not signed. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('notice')
    .addColumn('letters', 'text', c => c.notNull().defaultTo('[]'))
    .execute();
}
