/** What went out to governors and headteachers by e-mail, once a slot. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('governor_letter')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('slot', 'text', c => c.notNull())
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('people', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('governor_letter_key', ['school_id', 'slot'])
    .execute();
}
