/** Messages to people at computers, the school's rules as they are signed, and who answered. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await db.schema
    .createTable('wording')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('name', text, c => c.notNull())
    .addColumn('number', 'integer', c => c.notNull())
    .addColumn('adult', text, c => c.notNull())
    .addColumn('plain', text)
    .addColumn('symbols', text)
    .addColumn('hash', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addUniqueConstraint('wording_number', ['school_id', 'name', 'number'])
    .execute();

  await db.schema
    .createTable('notice')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('kind', text, c => c.notNull())
    .addColumn('title', text, c => c.notNull())
    .addColumn('texts', text, c => c.notNull())
    .addColumn('wording_id', text, c => c.references('wording.id'))
    .addColumn('hash', text)
    .addColumn('from_name', text, c => c.notNull())
    .addColumn('answer', text, c => c.notNull())
    .addColumn('group_ids', text, c => c.notNull())
    .addColumn('people', text, c => c.notNull())
    .addColumn('reminders', text, c => c.notNull())
    .addColumn('gate', 'integer', c => c.notNull())
    .addColumn('issued_at', big, c => c.notNull())
    .addColumn('until', big, c => c.notNull())
    .addColumn('due_at', big)
    .addColumn('ended_at', big)
    .addColumn('ended_by', text)
    .addColumn('created_by', text, c => c.notNull())
    .execute();
  await index('notice_issued', 'notice', ['school_id', 'issued_at', 'id']);

  await db.schema
    .createTable('notice_answer')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('notice_id', text, c => c.notNull().references('notice.id'))
    .addColumn('device_id', text)
    .addColumn('user_name', text, c => c.notNull())
    .addColumn('person_name', text, c => c.notNull())
    .addColumn('person_id', text, c => c.references('person.id'))
    .addColumn('answer', text, c => c.notNull())
    .addColumn('how', text, c => c.notNull())
    .addColumn('rendering', text)
    .addColumn('text_hash', text)
    .addColumn('at', big, c => c.notNull())
    .addColumn('entered_by', text)
    .execute();
  await index('notice_answer_person', 'notice_answer', ['notice_id', 'person_id', 'at']);
  await index('notice_answer_device', 'notice_answer', ['notice_id', 'device_id', 'at']);

  await db.schema
    .createTable('notice_device')
    .addColumn('notice_id', text, c => c.notNull().references('notice.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('kept_at', big, c => c.notNull())
    .addPrimaryKeyConstraint('notice_device_key', ['notice_id', 'device_id'])
    .execute();
  await index('notice_device_of', 'notice_device', ['device_id']);
}
