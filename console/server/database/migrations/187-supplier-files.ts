/** Papers of a supplier: the contract that was signed, the data processing agreement. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('supplier_file')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('supplier_id', 'text', c => c.notNull().references('supplier.id'))
    .addColumn('file_id', 'text', c => c.references('stored_file.id'))
    .addColumn('what', 'text', c => c.notNull())
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('added_at', 'bigint', c => c.notNull())
    .addColumn('added_by', 'text', c => c.notNull())
    .addColumn('removed_at', 'bigint')
    .addColumn('removed_by', 'text')
    .execute();
  await db.schema
    .createIndex('supplier_file_of')
    .on('supplier_file')
    .columns(['school_id', 'supplier_id'])
    .execute();
}
