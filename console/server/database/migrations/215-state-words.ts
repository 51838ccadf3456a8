/** A school's own words for the states of its assets. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('school')
    .addColumn('state_words', 'text', column => column.notNull().defaultTo('{}'))
    .execute();
}
