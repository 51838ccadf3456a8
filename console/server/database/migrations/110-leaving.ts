/** Who sits on which licence seat; licences freed thing by thing; guarantees; and what is sold or given away. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const column = (table: string, name: string, type: 'text' | 'bigint') =>
    db.schema.alterTable(table).addColumn(name, type).execute();
  await db.schema
    .alterTable('disposal_contractor')
    .addColumn('kind', 'text', c => c.notNull().defaultTo('company'))
    .execute();
  await column('disposal_contractor', 'guarantee_on', 'text');
  await column('disposal_contractor', 'guarantee_file_id', 'text');
  await db.schema
    .alterTable('disposal_batch')
    .addColumn('way', 'text', c => c.notNull().defaultTo('collected'))
    .execute();
  await column('disposal_batch', 'price', 'bigint');
  await column('disposal_batch', 'paid_at', 'bigint');
  await column('disposal_batch', 'paid_by', 'text');
  await column('disposal_batch', 'paid_note', 'text');
  await column('disposal_item', 'freed_at', 'bigint');
  await column('disposal_item', 'freed_by', 'text');
  await column('disposal_item', 'freed_note', 'text');
  await column('disposal_item', 'freed_seats', 'text');
  // What was said of a whole collection holds for each of its things.
  for (const name of ['freed_at', 'freed_by', 'freed_note'])
    await sql`update disposal_item set ${sql.ref(name)} =
      (select ${sql.ref(`b.${name}`)} from disposal_batch b where b.id = disposal_item.batch_id)`.execute(db);

  await db.schema
    .createTable('licence_seat')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('licence_id', 'text', c => c.notNull().references('licence.id'))
    .addColumn('asset_id', 'text', c => c.references('asset.id'))
    .addColumn('person_id', 'text', c => c.references('person.id'))
    .addColumn('given_at', 'bigint', c => c.notNull())
    .addColumn('given_by', 'text', c => c.notNull())
    .addColumn('freed_at', 'bigint')
    .addColumn('freed_by', 'text')
    .addColumn('freed_why', 'text')
    .execute();
  await db.schema
    .createIndex('licence_seat_of')
    .on('licence_seat')
    .columns(['licence_id', 'freed_at'])
    .execute();
  await db.schema
    .createIndex('licence_seat_asset')
    .on('licence_seat')
    .columns(['asset_id', 'freed_at'])
    .execute();
}
