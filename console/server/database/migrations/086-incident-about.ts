/** Whom an incident is about, of those who could read it: they cannot. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('incident_about')
    .addColumn('incident_id', 'text', c => c.notNull().references('incident.id'))
    .addColumn('person_id', 'text', c => c.notNull().references('person.id'))
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addPrimaryKeyConstraint('incident_about_pair', ['incident_id', 'person_id'])
    .execute();
}
