/** What is asked for many times a day is found without reading through all: what changed or came since yesterday, what failed. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  // First reports, of which an enrolment brings thousands, are no changes.
  await sql`create index posture_change_told on posture_change (school_id, received_at, id)
    where before_state is not null`.execute(db);
  await sql`create index asset_check_failed on asset_check (school_id, kind)
    where result = 'failed' and is_last = 1`.execute(db);
  await db.schema
    .createIndex('device_enrolled')
    .on('device')
    .columns(['school_id', 'status', 'enrolled_at'])
    .execute();
  await db.schema
    .createIndex('device_approved')
    .on('device')
    .columns(['school_id', 'status', 'approved_at'])
    .execute();
  await db.schema.createIndex('audit_action').on('audit').columns(['school_id', 'action', 'at']).execute();
}
