/** When and why a person said that evidence is about some storage, and which line of which log a wipe was read from. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('disposal_evidence').addColumn('matched_at', 'bigint').execute();
  await db.schema.alterTable('disposal_evidence').addColumn('matched_why', 'text').execute();
  await db.schema
    .alterTable('sanitisation')
    .addColumn('evidence_id', 'text', c => c.references('disposal_evidence.id'))
    .execute();
  await sql`update sanitisation set evidence_id = (
    select min(line.id) from disposal_evidence as line
    where line.storage_id = sanitisation.storage_id and line.file_id = sanitisation.source_file_id
      and line.certificate_id is null
  ) where source_file_id is not null`.execute(db);
}
