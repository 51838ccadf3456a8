/** How often screens were locked by the people at them, and how often by themselves: by group and day, of nobody by name. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('lock_tally')
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('group_id', 'text', c => c.notNull())
    .addColumn('day', 'integer', c => c.notNull())
    .addColumn('by_people', 'integer', c => c.notNull())
    .addColumn('by_itself', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('lock_tally_of', ['school_id', 'group_id', 'day'])
    .execute();
}
