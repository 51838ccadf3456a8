/**
 * Open weaknesses are most of them, and their rows are wide. The list is read in its own order, and counted with its
 * usual questions, from an index of the open ones alone; the figures over all from another.
 */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create index vulnerability_open on vulnerability (school_id, matter, devices, id, severity, standing,
    due_at, exploited_due_on, decision_until) where standing in ('undecided', 'planned')`.execute(db);
  await sql`create index vulnerability_figures on vulnerability (school_id, standing, first_seen_at, due_at,
    exploited_due_on, decision_until)`.execute(db);
}
