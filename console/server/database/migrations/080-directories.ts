/** Signing in with the school's own directory: its set-up, whom it knows, and the tries that are on their way. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type AnyDb = Kysely<any>;

const make = (db: AnyDb, table: string) =>
  db.schema
    .createTable(table)
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'));

export async function up(db: AnyDb): Promise<void> {
  await make(db, 'directory')
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('label', 'text', c => c.notNull())
    .addColumn('tenant', 'text', c => c.notNull())
    .addColumn('issuer', 'text', c => c.notNull())
    .addColumn('client_id', 'text', c => c.notNull())
    .addColumn('client_secret', 'text', c => c.notNull())
    .addColumn('groups_claim', 'text', c => c.notNull())
    .addColumn('groups', 'text', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .execute();
  await make(db, 'directory_identity')
    .addColumn('directory_id', 'text', c => c.notNull().references('directory.id'))
    .addColumn('account_id', 'text', c => c.notNull().references('account.id'))
    .addColumn('subject', 'text', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute();
  for (const column of ['subject', 'account_id'])
    await db.schema
      .createIndex(`directory_identity_${column}`)
      .on('directory_identity')
      .columns(['directory_id', column])
      .unique()
      .execute();
  await db.schema
    .createIndex('directory_identity_of_account')
    .on('directory_identity')
    .column('account_id')
    .execute();
  await make(db, 'directory_attempt')
    .addColumn('directory_id', 'text', c => c.notNull().references('directory.id'))
    .addColumn('account_id', 'text')
    .addColumn('purpose', 'text', c => c.notNull())
    .addColumn('state_hash', 'text', c => c.notNull().unique())
    .addColumn('tab_hash', 'text', c => c.notNull())
    .addColumn('secrets', 'text', c => c.notNull())
    .addColumn('expires_at', 'bigint', c => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await db.schema.createIndex('directory_attempt_age').on('directory_attempt').column('expires_at').execute();
  await db.schema.alterTable('session').addColumn('directory_id', 'text').execute();
  await db.schema.alterTable('account').addColumn('directory_id', 'text').execute();
}
