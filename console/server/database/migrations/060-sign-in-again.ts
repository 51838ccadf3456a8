/** What a challenge is for, one second step for each person and the tries at it, one browser for several people. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type AnyDb = Kysely<any>;

export async function up(db: AnyDb): Promise<void> {
  await challenges(db);
  await secondSteps(db);
  await browsers(db);
}

/** They last five minutes: those that are there are asked for again. */
async function challenges(db: AnyDb): Promise<void> {
  await db.deleteFrom('passkey_challenge').execute();
  await db.schema
    .alterTable('passkey_challenge')
    .addColumn('purpose', 'text', c => c.notNull().defaultTo('enter'))
    .execute();
  await db.schema.createIndex('passkey_challenge_age').on('passkey_challenge').column('expires_at').execute();
}

async function secondSteps(db: AnyDb): Promise<void> {
  await db.deleteFrom('second_step').where('confirmed_at', 'is', null).execute();
  await sql`delete from second_step where id not in (select max(id) from second_step group by account_id)`.execute(
    db,
  );
  await db.schema.dropIndex('second_step_account_id').execute();
  await db.schema
    .createIndex('second_step_account_id')
    .on('second_step')
    .column('account_id')
    .unique()
    .execute();
  await db.schema
    .alterTable('second_step')
    .addColumn('failed_count', 'integer', c => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('second_step').addColumn('locked_until', 'bigint').execute();
}

/** Its token was one account's; SQLite lets no constraint go, so the table is made anew. */
async function browsers(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('known_browser_anew')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('school_id', 'text', c => c.notNull().references('school.id'))
    .addColumn('account_id', 'text', c => c.notNull().references('account.id'))
    .addColumn('token_hash', 'text', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('seen_at', 'bigint', c => c.notNull())
    .addColumn('failed_count', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('locked_until', 'bigint')
    .execute();
  await sql`insert into known_browser_anew (id, school_id, account_id, token_hash, created_at, seen_at, failed_count, locked_until)
    select id, school_id, account_id, token_hash, created_at, seen_at, failed_count, locked_until from known_browser`.execute(
    db,
  );
  await db.schema.dropTable('known_browser').execute();
  await db.schema.alterTable('known_browser_anew').renameTo('known_browser').execute();
  await db.schema
    .createIndex('known_browser_once')
    .on('known_browser')
    .columns(['token_hash', 'account_id'])
    .unique()
    .execute();
  await db.schema.createIndex('known_browser_account_id').on('known_browser').column('account_id').execute();
}
