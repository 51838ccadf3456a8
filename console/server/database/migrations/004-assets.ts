/** The register of assets, and every change of every field. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  const optional = ['name', 'make', 'model', 'serial', 'serial_key', 'owner', 'location', 'holder'];
  const bought = ['purchase_date', 'supplier', 'order_number', 'funding', 'warranty_end'];

  let table = db.schema
    .createTable('asset')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('tag', text, c => c.notNull())
    .addColumn('tag_key', text, c => c.notNull())
    .addColumn('tag_order', text, c => c.notNull())
    .addColumn('kind', text, c => c.notNull());
  for (const name of [...optional, ...bought, 'planned_replacement', 'notes', 'secure_checked_on'])
    table = table.addColumn(name, text);
  await table
    .addColumn('secure_location', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('cost', big)
    .addColumn('life_years', 'integer')
    .addColumn('floor', big)
    .addColumn('holder_id', text, c => c.references('person.id'))
    .addColumn('state', text, c => c.notNull())
    .addColumn('state_at', big, c => c.notNull())
    .addColumn('device_id', text, c => c.references('device.id'))
    .addColumn('search_text', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('updated_at', big, c => c.notNull())
    .addUniqueConstraint('asset_tag', ['school_id', 'tag_key'])
    .addUniqueConstraint('asset_device', ['device_id'])
    .execute();
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();
  await index('asset_by_tag', 'asset', ['school_id', 'tag_order', 'id']);
  await index('asset_by_serial', 'asset', ['school_id', 'serial_key']);

  await db.schema
    .createTable('asset_history')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('asset_id', text, c => c.notNull().references('asset.id'))
    .addColumn('at', big, c => c.notNull())
    .addColumn('by_name', text, c => c.notNull())
    .addColumn('origin', text, c => c.notNull())
    .addColumn('field', text, c => c.notNull())
    .addColumn('before', text)
    .addColumn('after', text)
    .addColumn('note', text)
    .execute();
  await index('asset_history_of', 'asset_history', ['asset_id', 'at', 'id']);
}
