/** Policies as versions, their way out in rings, exceptions, and the school's rules for all of that. Append-only. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const text = 'text' as const;
  const big = 'bigint' as const;
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await db.schema
    .createTable('policy_rule')
    .addColumn('school_id', text, c => c.primaryKey().references('school.id'))
    .addColumn('serial_key', text, c => c.notNull())
    .addColumn('second_person', text, c => c.notNull())
    .addColumn('rings', text, c => c.notNull())
    .addColumn('halt_percent', 'integer', c => c.notNull())
    .execute();

  const own = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('id', text, c => c.primaryKey())
      .addColumn('school_id', text, c => c.notNull().references('school.id'));

  await own('policy_version')
    .addColumn('scope', text, c => c.notNull())
    .addColumn('scope_id', text, c => c.notNull())
    .addColumn('number', 'integer', c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('settings', text, c => c.notNull())
    .addColumn('based_on', text)
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('rings', text)
    .addColumn('editors', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('updated_at', big, c => c.notNull())
    .addColumn('updated_by', text, c => c.notNull())
    .addColumn('asked_at', big)
    .addColumn('asked_by', text)
    .addColumn('decided_at', big)
    .addColumn('decided_by', text)
    .addColumn('in_force_at', big)
    .addColumn('ended_at', big)
    .addColumn('end_note', text)
    .execute();
  await index('policy_version_of', 'policy_version', ['school_id', 'scope', 'scope_id', 'number']);
  await index('policy_version_status', 'policy_version', ['school_id', 'status']);

  await own('policy_rollout')
    .addColumn('version_id', text, c => c.notNull().references('policy_version.id'))
    .addColumn('status', text, c => c.notNull())
    .addColumn('rings', text, c => c.notNull())
    .addColumn('ring', 'integer', c => c.notNull())
    .addColumn('ring_started_at', big, c => c.notNull())
    .addColumn('next_at', big, c => c.notNull())
    .addColumn('bad_before', text, c => c.notNull())
    .addColumn('expected', text, c => c.notNull())
    .addColumn('halt_percent', 'integer', c => c.notNull())
    .addColumn('started_at', big, c => c.notNull())
    .addColumn('ended_at', big)
    .addColumn('note', text)
    .execute();
  await index('policy_rollout_status', 'policy_rollout', ['status', 'next_at']);
  await index('policy_rollout_version', 'policy_rollout', ['version_id']);

  await own('policy_exception')
    .addColumn('control', text, c => c.notNull())
    .addColumn('settings', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('asked_by', text, c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('author', text, c => c.notNull())
    .addColumn('approved_at', big)
    .addColumn('approved_by', text)
    .addColumn('ends_at', big, c => c.notNull())
    .addColumn('ended_at', big)
    .addColumn('ended_by', text)
    .execute();
  await index('policy_exception_status', 'policy_exception', ['school_id', 'status', 'ends_at']);

  await db.schema
    .createTable('policy_exception_device')
    .addColumn('exception_id', text, c => c.notNull().references('policy_exception.id'))
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('school_id', text, c => c.notNull())
    .addPrimaryKeyConstraint('policy_exception_device_key', ['exception_id', 'device_id'])
    .execute();
  await index('policy_exception_device_of', 'policy_exception_device', ['device_id']);
}
