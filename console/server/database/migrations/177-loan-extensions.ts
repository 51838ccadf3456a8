/** Other days that a loan was due back on after it was signed: what was signed stays as it was. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('loan_extension')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('loan_id', 'text', c => c.notNull().references('loan.id'))
    .addColumn('due_before', 'text')
    .addColumn('due_on', 'text')
    .addColumn('words', 'text')
    .addColumn('agreed_at', 'bigint', c => c.notNull())
    .addColumn('agreed_by', 'text', c => c.notNull())
    .execute();
  await db.schema.createIndex('loan_extension_of').on('loan_extension').columns(['loan_id', 'id']).execute();
}
