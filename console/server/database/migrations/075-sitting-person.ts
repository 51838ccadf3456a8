/** One person's sittings on every computer are asked for whenever somebody signs in. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createIndex('sitting_moment_person')
    .on('sitting_moment')
    .columns(['school_id', 'person', 'at'])
    .execute();
}
