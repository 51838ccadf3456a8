/** Ways to sign in beside a password, what a session is told from others by, and tokens of less than a role. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type AnyDb = Kysely<any>;

const make = (db: AnyDb, name: string) =>
  db.schema
    .createTable(name)
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'));
const ofAccount = (db: AnyDb, name: string) =>
  make(db, name).addColumn('account_id', 'text', c => c.notNull().references('account.id'));
const index = (db: AnyDb, name: string, column: string) =>
  db.schema.createIndex(`${name}_${column}`).on(name).column(column).execute();

async function withTries(db: AnyDb, table: string): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn('failed_count', 'integer', c => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable(table).addColumn('locked_until', 'bigint').execute();
}

export async function up(db: AnyDb): Promise<void> {
  for (const column of ['how', 'agent', 'address', 'link_by'])
    await db.schema.alterTable('session').addColumn(column, 'text').execute();
  await db.schema.alterTable('session').addColumn('proved_at', 'bigint').execute();
  await db.schema.alterTable('sign_in_link').addColumn('made_by', 'text').execute();
  await db.schema.alterTable('account').addColumn('reset_by', 'text').execute();
  await db.schema.alterTable('account').addColumn('reset_at', 'bigint').execute();
  await db.schema.alterTable('api_token').addColumn('scopes', 'text').execute();

  await ofAccount(db, 'second_step')
    .addColumn('secret', 'text', c => c.notNull())
    .addColumn('last_step', 'bigint', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('confirmed_at', 'bigint')
    .execute();
  await ofAccount(db, 'recovery_code')
    .addColumn('code_hash', 'text', c => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await ofAccount(db, 'known_browser')
    .addColumn('token_hash', 'text', c => c.notNull().unique())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('seen_at', 'bigint', c => c.notNull())
    .execute();
  await ofAccount(db, 'passkey')
    .addColumn('credential', 'text', c => c.notNull().unique())
    .addColumn('public_key', 'text', c => c.notNull())
    .addColumn('counter', 'bigint', c => c.notNull())
    .addColumn('transports', 'text', c => c.notNull())
    .addColumn('label', 'text', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute();
  await make(db, 'passkey_challenge')
    .addColumn('account_id', 'text')
    .addColumn('challenge', 'text', c => c.notNull().unique())
    .addColumn('expires_at', 'bigint', c => c.notNull())
    .execute();
  for (const table of ['second_step', 'recovery_code', 'known_browser', 'passkey'])
    await index(db, table, 'account_id');
  for (const table of ['known_browser', 'session', 'sign_in_link']) await withTries(db, table);
}
