/** Incidents and the notes on them. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await db.schema
    .createTable('incident')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('number', 'integer', c => c.notNull())
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('category', text, c => c.notNull())
    .addColumn('title', text, c => c.notNull())
    .addColumn('detail', text, c => c.notNull())
    .addColumn('matter', text)
    .addColumn('device_id', text, c => c.references('device.id'))
    .addColumn('device_name', text)
    .addColumn('source', text, c => c.notNull())
    .addColumn('reporter', text, c => c.notNull())
    .addColumn('noticed_at', big, c => c.notNull())
    .addColumn('reported_at', big, c => c.notNull())
    .addColumn('answered_at', big)
    .addColumn('status', text, c => c.notNull())
    .addColumn('due_at', big)
    .addColumn('done_at', big)
    .addColumn('closed_at', big)
    .addColumn('closed_by', text)
    .addColumn('outcome', text, c => c.notNull())
    .addColumn('search_text', text, c => c.notNull())
    .addUniqueConstraint('incident_number', ['school_id', 'number'])
    .execute();
  await index('incident_status', 'incident', ['school_id', 'status', 'noticed_at', 'id']);
  await index('incident_when', 'incident', ['school_id', 'noticed_at', 'id']);
  await index('incident_matter', 'incident', ['school_id', 'matter', 'status']);
  await index('incident_device', 'incident', ['device_id', 'noticed_at']);

  await db.schema
    .createTable('incident_note')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('school_id', text, c => c.notNull().references('school.id'))
    .addColumn('incident_id', text, c => c.notNull().references('incident.id'))
    .addColumn('at', big, c => c.notNull())
    .addColumn('author_id', text, c => c.notNull())
    .addColumn('author', text, c => c.notNull())
    .addColumn('kind', text, c => c.notNull())
    .addColumn('text', text, c => c.notNull())
    .execute();
  await index('incident_note_of', 'incident_note', ['incident_id', 'at', 'id']);
}
