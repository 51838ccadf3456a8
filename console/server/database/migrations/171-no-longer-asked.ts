/** Which checks ceased to be asked of a computer is read with each page of promises: found without reading every change since last term. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create index posture_change_not_asked on posture_change (school_id, received_at)
    where state = 'not_applicable'`.execute(db);
}
