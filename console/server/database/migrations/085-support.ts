/** Who asked to look at which screen, what was answered, and when it began and ended. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  await db.schema
    .createTable('support_session')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('device_name', text, c => c.notNull())
    .addColumn('asked_by', text, c => c.notNull())
    .addColumn('asked_by_name', text, c => c.notNull())
    .addColumn('outside', text, c => c.notNull())
    .addColumn('purpose', text, c => c.notNull())
    .addColumn('tool', text, c => c.notNull())
    .addColumn('consent', 'integer', c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('order_id', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('answer_by', big, c => c.notNull())
    .addColumn('until', big, c => c.notNull())
    .addColumn('told_at', big)
    .addColumn('shown_at', big)
    .addColumn('answered_at', big)
    .addColumn('answered_by', text)
    .addColumn('stopped_at', big)
    .addColumn('begun_at', big)
    .addColumn('ended_at', big)
    .addColumn('ended_by', text)
    .addColumn('note', text, c => c.notNull())
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('support_session').columns(columns).execute();
  await index('support_session_when', ['school_id', 'created_at', 'id']);
  await index('support_session_device', ['device_id', 'created_at', 'id']);
  await index('support_session_state', ['state', 'answer_by']);
}
