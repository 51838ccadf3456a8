/** Tests and maintenance of assets, suppliers with their contracts, licences with their keys, and files of an asset. */
import type { CreateTableBuilder, Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type Any = any;

/** `name` text not null, `name?` may be null, `name#` a bigint, `name:TABLE` a reference. */
function add(table: CreateTableBuilder<Any, Any>, column: string): CreateTableBuilder<Any, Any> {
  const [, name = '', type, optional, other] = /^(\w+)(#?)(\??)(?::(\w+))?$/.exec(column) ?? [];
  return table.addColumn(name, type === '#' ? 'bigint' : 'text', c => {
    const held = optional === '?' ? c : c.notNull();
    return other === undefined ? held : held.references(`${other}.id`);
  });
}

async function make(db: Kysely<Any>, name: string, columns: string): Promise<void> {
  const first = db.schema
    .createTable(name)
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'));
  await columns.trim().split(/\s+/).reduce<CreateTableBuilder<Any, Any>>(add, first).execute();
}

export async function up(db: Kysely<Any>): Promise<void> {
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await make(
    db,
    'asset_check',
    `asset_id:asset kind done_on result done_by note? next_on? is_last# noted_at# noted_by
     withdrawn_at#? withdrawn_by? withdrawn_why?`,
  );
  await index('asset_check_of', 'asset_check', ['asset_id', 'kind']);
  await index('asset_check_next', 'asset_check', ['school_id', 'is_last', 'next_on']);

  await make(
    db,
    'supplier',
    `name name_key contact? phone? email? website? account? processor agreement_on? agreement_until? notes?
     ended_on? revision# changed_at# changed_by`,
  );
  await db.schema
    .createIndex('supplier_name')
    .unique()
    .on('supplier')
    .columns(['school_id', 'name_key'])
    .execute();
  await make(
    db,
    'contract',
    `supplier_id:supplier title kind reference? starts_on ends_on? notice_days#? renews# yearly_cost#?
     notes? ended_on? revision# changed_at# changed_by`,
  );
  await index('contract_of', 'contract', ['school_id', 'supplier_id']);

  await make(
    db,
    'licence',
    `title software_id? supplier_id?:supplier basis seats#? starts_on? ends_on? cost#? reference?
     notes? sealed_key? key_end? ended_on? revision# changed_at# changed_by`,
  );
  await index('licence_of', 'licence', ['school_id', 'software_id']);

  await make(
    db,
    'asset_file',
    `asset_id:asset file_id?:stored_file what name caption? added_at# added_by removed_at#? removed_by?`,
  );
  await index('asset_file_of', 'asset_file', ['asset_id']);
}
