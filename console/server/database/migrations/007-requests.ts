/** What waits for a second person, the school's own media, and what people ask for. Append-only. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await db.schema
    .createTable('approval')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('kind', text, c => c.notNull())
    .addColumn('permission', text, c => c.notNull())
    .addColumn('subject', text, c => c.notNull())
    .addColumn('title', text, c => c.notNull())
    .addColumn('lines', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('payload', text, c => c.notNull())
    .addColumn('writers', text, c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('asked_by', text, c => c.notNull())
    .addColumn('asked_by_name', text, c => c.notNull())
    .addColumn('asked_at', big, c => c.notNull())
    .addColumn('expires_at', big, c => c.notNull())
    .addColumn('decided_at', big)
    .addColumn('decided_by', text)
    .addColumn('outcome', text, c => c.notNull())
    .execute();
  await index('approval_status', 'approval', ['school_id', 'status', 'asked_at']);

  await db.schema
    .createTable('school_medium')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('label', text, c => c.notNull())
    .addColumn('label_order', text, c => c.notNull())
    .addColumn('vendor_id', text, c => c.notNull())
    .addColumn('product_id', text, c => c.notNull())
    .addColumn('serial', text, c => c.notNull())
    .addColumn('serial_hash', text, c => c.notNull())
    .addColumn('access', text, c => c.notNull())
    .addColumn('encryption', text, c => c.notNull())
    .addColumn('holder', text)
    .addColumn('holder_id', text, c => c.references('person.id'))
    .addColumn('state', text, c => c.notNull())
    .addColumn('state_at', big, c => c.notNull())
    .addColumn('note', text, c => c.notNull())
    .addColumn('search_text', text, c => c.notNull())
    .addColumn('seen_at', big)
    .addColumn('seen_device_id', text)
    .addColumn('seen_encrypted', text)
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('updated_at', big, c => c.notNull())
    .addUniqueConstraint('school_medium_serial', ['school_id', 'vendor_id', 'product_id', 'serial'])
    .execute();
  await index('school_medium_order', 'school_medium', ['school_id', 'label_order', 'id']);

  await db.schema
    .createTable('school_medium_event')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('medium_id', text, c => c.notNull().references('school_medium.id'))
    .addColumn('at', big, c => c.notNull())
    .addColumn('by_name', text, c => c.notNull())
    .addColumn('sentence', text, c => c.notNull())
    .addColumn('note', text, c => c.notNull())
    .execute();
  await index('school_medium_event_of', 'school_medium_event', ['medium_id', 'at', 'id']);

  await db.schema
    .createTable('request')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('kind', text, c => c.notNull())
    .addColumn('device_id', text, c => c.references('device.id'))
    .addColumn('person', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('body', text, c => c.notNull())
    .addColumn('about', text, c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('made_at', big, c => c.notNull())
    .addColumn('made_by', text)
    .addColumn('decided_at', big)
    .addColumn('decided_by', text)
    .addColumn('answer', text, c => c.notNull())
    .addColumn('order_id', text)
    .addColumn('version_id', text)
    .execute();
  await index('request_status', 'request', ['school_id', 'status', 'made_at', 'id']);
  await index('request_about', 'request', ['school_id', 'about']);
}
