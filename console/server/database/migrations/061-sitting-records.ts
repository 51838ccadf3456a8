/** Finds the few records that are forgotten, whatever their age, without reading all the others. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create index device_record_sitting on device_record (received_at) where type = 'sitting'`.execute(
    db,
  );
}
