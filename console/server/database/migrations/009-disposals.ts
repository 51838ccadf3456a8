/** Disposals: requests to write off, storage and what was done to it, collections with their papers; and kept files. */
import type { CreateTableBuilder, Kysely } from 'kysely';

/** `name` text not null, `name?` may be null, `name#` a bigint, `name:TABLE` a reference. */
type Column = string;

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type Any = any;

function add(table: CreateTableBuilder<Any, Any>, column: Column): CreateTableBuilder<Any, Any> {
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

  await make(db, 'stored_file', 'room name type size# sha256 uploaded_at# uploaded_by');
  await db.schema
    .createTable('disposal_rule')
    .addColumn('school_id', 'text', c => c.primaryKey().references('school.id'))
    .addColumn('governors_from', 'bigint')
    .addColumn('own_years', 'integer', c => c.notNull())
    .addColumn('least', 'text', c => c.notNull())
    .addColumn('acceptance', 'text', c => c.notNull())
    .execute();
  await make(
    db,
    'disposal_contractor',
    `name contact carrier_number carrier_until permit permit_until? agreement_on? agreement_until?
     certification checked_on checked_by ended_at#?`,
  );
  await make(
    db,
    'write_off',
    `number# status reason personal_data value# unvalued# governors# governors_minute? governors_on?
     governors_by? approval_id? asked_at# asked_by decided_at#? decided_by?`,
  );
  await make(
    db,
    'disposal_batch',
    `number# status contractor_id:disposal_contractor collect_on created_at# created_by receipt?
     receipt_hash? signed_at#? freed_at#? freed_by? freed_note? closed_at#? closed_by? manifest? manifest_hash?`,
  );
  await make(
    db,
    'disposal_item',
    `write_off_id:write_off asset_id:asset batch_id?:disposal_batch status condition value#?
     no_storage? no_storage_by? out_reason? ready_from#? ended_at#?`,
  );
  await make(
    db,
    'disposal_storage',
    `item_id:disposal_item origin name model? serial? serial_key? media size_bytes#? by_contractor#
     left_out? left_out_by? noted_at# noted_by`,
  );
  await make(
    db,
    'sanitisation',
    `storage_id:disposal_storage method category standard tool tool_version passes#? hidden result trouble
     verification verified_by? operator witness? place done_on source_file_id?:stored_file noted_at# noted_by`,
  );
  await make(
    db,
    'waste_paper',
    `batch_id:disposal_batch kind number dated codes hazardous# pops# quantity destination tracking?
     file_id?:stored_file keep_until noted_at# noted_by`,
  );
  await make(
    db,
    'disposal_certificate',
    'batch_id:disposal_batch issuer number dated method standard file_id:stored_file noted_at# noted_by',
  );
  await make(
    db,
    'disposal_evidence',
    `file_id:stored_file certificate_id?:disposal_certificate serial? serial_key? facts
     storage_id?:disposal_storage matched_how? matched_by? set_aside? set_aside_by? at#`,
  );
  await make(
    db,
    'disposal_sighting',
    'item_id:disposal_item device_id:device first_at# last_at# times# settled_at#? settled_by? settled_note?',
  );
  await index('write_off_status', 'write_off', ['school_id', 'status']);
  await index('disposal_batch_status', 'disposal_batch', ['school_id', 'status']);
  await index('disposal_item_status', 'disposal_item', ['school_id', 'status']);
  await index('disposal_item_asset', 'disposal_item', ['asset_id']);
  await index('disposal_item_batch', 'disposal_item', ['batch_id']);
  await index('disposal_storage_item', 'disposal_storage', ['item_id']);
  await index('disposal_storage_serial', 'disposal_storage', ['school_id', 'serial_key']);
  await index('sanitisation_of', 'sanitisation', ['storage_id']);
  await index('waste_paper_of', 'waste_paper', ['batch_id']);
  await index('disposal_certificate_of', 'disposal_certificate', ['batch_id']);
  await index('disposal_evidence_serial', 'disposal_evidence', ['school_id', 'serial_key']);
  await index('disposal_evidence_of', 'disposal_evidence', ['storage_id']);
  await index('disposal_sighting_of', 'disposal_sighting', ['school_id', 'settled_at']);
}
