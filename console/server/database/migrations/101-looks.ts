/** What each check had said of each computer, and when it had last looked, on the day that was kept. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('promise_look')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('day', 'text', c => c.notNull())
    .addColumn('part', 'integer', c => c.notNull())
    .addColumn('body', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('promise_look_key', ['school_id', 'day', 'part'])
    .execute();
}
