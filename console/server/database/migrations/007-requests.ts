/** What waits for a second person. Append-only. */
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
}
