/** A wrong certificate is withdrawn, and stays to be read; a waste paper that does not fit is accepted with a reason. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  for (const column of ['withdrawn_by', 'withdrawn_why'])
    await db.schema.alterTable('disposal_certificate').addColumn(column, 'text').execute();
  await db.schema.alterTable('disposal_certificate').addColumn('withdrawn_at', 'bigint').execute();
  for (const column of ['accepted_by', 'accepted_why'])
    await db.schema.alterTable('waste_paper').addColumn(column, 'text').execute();
  await db.schema.alterTable('waste_paper').addColumn('accepted_at', 'bigint').execute();
}
