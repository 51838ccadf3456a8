/** Loan agreements that differ by kind, and signing for a loan with one's own sign-in. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('loan_agreement')
    .addColumn('kind', 'text', c => c.notNull().defaultTo('general'))
    .execute();
  await db.schema.alterTable('loan').addColumn('sign_asked_at', 'bigint').execute();
}
