/** What the school's technicians tell each other about a computer. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('device')
    .addColumn('note', 'text', c => c.notNull().defaultTo(''))
    .execute();
}
