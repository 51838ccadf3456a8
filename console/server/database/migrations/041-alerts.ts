/** Alerts, outgoing webhooks, and everything that is sent for them. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;

  await db.schema
    .createTable('alert_settings')
    .addColumn('school_id', text, c => c.primaryKey().references('school.id'))
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('body', text, c => c.notNull())
    .addColumn('updated_at', big, c => c.notNull())
    .addColumn('updated_by', text, c => c.notNull())
    .execute();
  await db.schema
    .createTable('alert_told')
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('subject', text, c => c.notNull())
    .addColumn('told', text, c => c.notNull())
    .addPrimaryKeyConstraint('alert_told_key', ['school_id', 'subject'])
    .execute();
  await db.schema
    .createTable('alert_digest')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('slot', text, c => c.notNull())
    .addColumn('at', big, c => c.notNull())
    .addColumn('lines', text, c => c.notNull())
    .addUniqueConstraint('alert_digest_slot', ['school_id', 'slot'])
    .execute();
  await db.schema
    .createTable('webhook')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('label', text, c => c.notNull())
    .addColumn('url', text, c => c.notNull())
    .addColumn('secret', text, c => c.notNull())
    .addColumn('topics', text, c => c.notNull())
    .addColumn('enabled', 'integer', c => c.notNull())
    .addColumn('told_number', 'integer', c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('last_ok_at', big)
    .addColumn('failing_since', big)
    .addColumn('error', text, c => c.notNull())
    .execute();
  await db.schema
    .createTable('delivery')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('way', text, c => c.notNull())
    .addColumn('target', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    .addColumn('what', text, c => c.notNull())
    .addColumn('body', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('attempts', 'integer', c => c.notNull())
    .addColumn('next_at', big, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('ended_at', big)
    .addColumn('error', text, c => c.notNull())
    .addUniqueConstraint('delivery_once', ['school_id', 'key'])
    .execute();
  await db.schema.createIndex('delivery_due').on('delivery').columns(['state', 'next_at']).execute();
  await db.schema
    .createIndex('delivery_list')
    .on('delivery')
    .columns(['school_id', 'created_at', 'id'])
    .execute();
}
