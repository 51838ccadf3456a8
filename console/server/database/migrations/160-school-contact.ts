/** How people at a computer reach the school: shown on the page that tells what is reported. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('school')
    .addColumn('contact', 'text', c => c.notNull().defaultTo(''))
    .execute();
}
