/** People without an account, loans with what was signed, sets, labels, and stock-takes. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type Old = Kysely<any>;
const text = 'text' as const;
const big = 'bigint' as const;
type Columns = readonly string[];

/** A table with the school's id; names that end in `_at` are times, a question mark is what may be empty. */
async function make(db: Old, name: string, columns: Columns, references: Record<string, string> = {}) {
  let table = db.schema
    .createTable(name)
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'));
  for (const given of columns) {
    const column = given.replace('?', '');
    const whole = /^(number|expected|off_site)$/.test(column);
    const kind = column.endsWith('_at') ? big : whole ? ('integer' as const) : text;
    table = table.addColumn(column, kind, c => {
      const named = references[column] === undefined ? c : c.references(references[column]);
      return given.endsWith('?') ? named : named.notNull();
    });
  }
  await table.execute();
}

export async function up(db: Old): Promise<void> {
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await db.schema.alterTable('person').addColumn('group_name', text).execute();
  await db.schema.alterTable('person').addColumn('line_manager_id', text).execute();
  await db.schema.alterTable('person').addColumn('left_at', big).execute();
  await db.schema
    .alterTable('asset')
    .addColumn('staff_only', 'integer', c => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('asset').addColumn('held_data_at', big).execute();
  await db.schema.alterTable('asset').addColumn('label_printed_at', big).execute();

  const agreement = ['number', 'body', 'statement', 'hash', 'created_at', 'created_by'];
  await make(db, 'loan_agreement', agreement);
  await index('loan_agreement_number', 'loan_agreement', ['school_id', 'number']);

  const loan = ['number', 'status', 'holder_id', 'holder_name', 'purpose', 'off_site', 'due_on?'];
  const approval = ['approver_id?', 'approver_name?', 'approval_how?', 'approval_words?', 'approved_at?'];
  const signed = ['agreement_id?', 'signed_name?', 'strokes?', 'signed_at?', 'signed_hash?', 'witness?'];
  const around = ['created_at', 'created_by', 'created_by_id', 'ended_at?', 'end_note?'];
  await make(db, 'loan', [...loan, ...approval, ...signed, ...around], {
    holder_id: 'person.id',
    agreement_id: 'loan_agreement.id',
  });
  await index('loan_number', 'loan', ['school_id', 'number']);
  await index('loan_of_person', 'loan', ['holder_id', 'number']);

  const out = ['loan_id', 'asset_id', 'tag', 'condition_out', 'accessories', 'encryption?', 'out_at?'];
  const back = ['outcome?', 'condition_in?', 'missing?', 'damage?', 'checklist?', 'back_at?', 'back_by?'];
  await make(db, 'loan_item', [...out, ...back], { loan_id: 'loan.id', asset_id: 'asset.id' });
  await index('loan_item_of', 'loan_item', ['loan_id']);
  await index('loan_item_of_asset', 'loan_item', ['asset_id', 'back_at']);

  await make(
    db,
    'loan_statement',
    ['loan_id', 'said_at', 'personal_use', 'words?', 'said_by', 'written_by'],
    {
      loan_id: 'loan.id',
    },
  );
  await index('loan_statement_of', 'loan_statement', ['loan_id', 'said_at']);

  await make(db, 'asset_set', ['name', 'note?', 'created_at']);
  await db.schema
    .createTable('asset_set_member')
    .addColumn('set_id', text, c => c.notNull().references('asset_set.id'))
    .addColumn('asset_id', text, c => c.notNull().references('asset.id'))
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addPrimaryKeyConstraint('asset_set_member_is', ['set_id', 'asset_id'])
    .execute();

  await make(db, 'label_tag', ['tag', 'tag_key', 'printed_at', 'printed_by']);
  await index('label_tag_is', 'label_tag', ['school_id', 'tag_key']);

  const held = ['name', 'places', 'status', 'started_at', 'started_by', 'started_by_id', 'note?'];
  const over = ['finished_at?', 'finished_by?', 'finished_by_id?', 'signed_at?', 'signed_by?'];
  await make(db, 'stock_take', [...held, ...over]);
  const seen = ['stock_take_id', 'asset_id', 'tag', 'expected', 'outcome', 'place_before?', 'place_found?'];
  await make(db, 'stock_take_item', [...seen, 'how?', 'seen_at?', 'seen_by?', 'seen_by_id?', 'note?'], {
    stock_take_id: 'stock_take.id',
    asset_id: 'asset.id',
  });
  await index('stock_take_item_of', 'stock_take_item', ['stock_take_id', 'asset_id']);
  const scan = ['stock_take_id', 'code', 'place?', 'outcome', 'scanned_at', 'scanned_by'];
  await make(db, 'stock_take_scan', scan, { stock_take_id: 'stock_take.id' });
  await index('stock_take_scan_of', 'stock_take_scan', ['stock_take_id', 'scanned_at']);
}
