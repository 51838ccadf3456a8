/** The first tables. Append-only: this file never changes once released. */
import { type Kysely, PostgresAdapter, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  const table = (name: string) => db.schema.createTable(name);
  const index = (name: string, on: string, columns: string[], unique = false) => {
    const builder = db.schema.createIndex(name).on(on).columns(columns);
    return (unique ? builder.unique() : builder).execute();
  };
  const text = 'text' as const;
  const big = 'bigint' as const;

  await table('setting')
    .addColumn('name', text, c => c.primaryKey())
    .addColumn('value', text, c => c.notNull())
    .execute();

  await table('school')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull())
    .addColumn('time_zone', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .execute();

  const own = (name: string) =>
    table(name)
      .addColumn('id', text, c => c.primaryKey())
      .addColumn('school_id', text, c => c.notNull().references('school.id'));

  await own('person')
    .addColumn('kind', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('email', text)
    .addColumn('created_at', big, c => c.notNull())
    .execute();
  await index('person_email', 'person', ['school_id', 'email'], true);

  await own('account')
    .addColumn('person_id', text, c => c.notNull().references('person.id'))
    .addColumn('role', text, c => c.notNull())
    .addColumn('password_hash', text)
    .addColumn('failed_count', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('locked_until', big)
    .addColumn('last_sign_in_at', big)
    .addColumn('disabled', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('created_at', big, c => c.notNull())
    .execute();
  await index('account_person', 'account', ['person_id'], true);

  await own('session')
    .addColumn('account_id', text, c => c.notNull().references('account.id'))
    .addColumn('token_hash', text, c => c.notNull().unique())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('expires_at', big, c => c.notNull())
    .addColumn('seen_at', big, c => c.notNull())
    .execute();

  await own('sign_in_link')
    .addColumn('account_id', text, c => c.notNull().references('account.id'))
    .addColumn('token_hash', text, c => c.notNull().unique())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('expires_at', big, c => c.notNull())
    .addColumn('used_at', big)
    .execute();

  await own('api_token')
    .addColumn('label', text, c => c.notNull())
    .addColumn('role', text, c => c.notNull())
    .addColumn('token_hash', text, c => c.notNull().unique())
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('last_used_at', big)
    .addColumn('expires_at', big)
    .addColumn('revoked_at', big)
    .execute();

  await own('audit')
    .addColumn('number', big, c => c.notNull())
    .addColumn('at', big, c => c.notNull())
    .addColumn('actor', text, c => c.notNull())
    .addColumn('actor_name', text, c => c.notNull())
    .addColumn('action', text, c => c.notNull())
    .addColumn('subject', text)
    .addColumn('facts', text, c => c.notNull())
    .addColumn('previous_hash', text, c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .execute();
  await index('audit_number', 'audit', ['school_id', 'number'], true);

  await own('device_group')
    .addColumn('name', text, c => c.notNull())
    .addColumn('created_at', big, c => c.notNull())
    .execute();
  await index('device_group_name', 'device_group', ['school_id', 'name'], true);

  await own('enrolment_code')
    .addColumn('group_id', text, c => c.notNull().references('device_group.id'))
    .addColumn('label', text, c => c.notNull())
    .addColumn('code_id', text, c => c.notNull().unique())
    .addColumn('secret', text, c => c.notNull())
    .addColumn('uses', 'integer', c => c.notNull())
    .addColumn('uses_left', 'integer', c => c.notNull())
    .addColumn('pre_approved', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('created_at', big, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('expires_at', big, c => c.notNull())
    .addColumn('withdrawn_at', big)
    .execute();

  await own('device')
    .addColumn('group_id', text, c => c.notNull().references('device_group.id'))
    .addColumn('code_id', text)
    .addColumn('status', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('name_order', text, c => c.notNull())
    .addColumn('search_text', text, c => c.notNull())
    .addColumn('public_key', text, c => c.notNull())
    .addColumn('previous_device_id', text)
    .addColumn('enrolled_at', big, c => c.notNull())
    .addColumn('approved_at', big)
    .addColumn('approved_by', text)
    .addColumn('agent', text)
    .addColumn('platform', text)
    .addColumn('system', text)
    .addColumn('model', text)
    .addColumn('last_seen_at', big)
    .addColumn('clock_offset_ms', big)
    .addColumn('intercepted_by', text)
    .addColumn('chain', text)
    .addColumn('chain_before', text)
    .addColumn('chain_at', big)
    .addColumn('stored_seq', big, c => c.notNull().defaultTo(0))
    .addColumn('policy_applied', big, c => c.notNull().defaultTo(0))
    .addColumn('states', text, c => c.notNull().defaultTo(''))
    .addColumn('not_met', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('unknown', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('ages_at', big)
    .addColumn('states_hash', text)
    .execute();
  // One index a sort order of the devices page, each ending in the id that the cursor needs.
  await index('device_by_name', 'device', ['school_id', 'name_order', 'id']);
  await index('device_by_seen', 'device', ['school_id', 'last_seen_at', 'id']);
  await index('device_by_not_met', 'device', ['school_id', 'not_met', 'id']);
  await index('device_by_unknown', 'device', ['school_id', 'unknown', 'id']);
  // Counts by group and status come from this one alone; the queue reads it too.
  await index('device_by_group', 'device', ['school_id', 'group_id', 'status', 'id']);
  await index('device_by_key', 'device', ['public_key']);
  await index('device_ages', 'device', ['ages_at']);

  const of = (name: string) =>
    table(name)
      .addColumn('device_id', text, c => c.notNull().references('device.id'))
      .addColumn('school_id', text, c => c.notNull());

  await of('device_evidence')
    .addColumn('kind', text, c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .addPrimaryKeyConstraint('device_evidence_key', ['device_id', 'kind', 'hash'])
    .execute();
  await index('device_evidence_hash', 'device_evidence', ['school_id', 'hash']);

  await of('device_section')
    .addColumn('name', text, c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .addColumn('body', text)
    .addColumn('received_at', big, c => c.notNull())
    .addPrimaryKeyConstraint('device_section_key', ['device_id', 'name'])
    .execute();

  await own('software')
    .addColumn('source', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('publisher', text)
    .execute();
  await index('software_title', 'software', ['school_id', 'source', 'name'], true);

  await of('device_software')
    .addColumn('software_id', text, c => c.notNull().references('software.id'))
    .addColumn('version', text, c => c.notNull())
    .addColumn('first_seen_at', big, c => c.notNull())
    .addPrimaryKeyConstraint('device_software_key', ['device_id', 'software_id'])
    .execute();
  await index('device_software_title', 'device_software', ['software_id']);

  await of('device_record')
    .addColumn('id', text, c => c.notNull())
    .addColumn('seq', big, c => c.notNull())
    .addColumn('type', text, c => c.notNull())
    .addColumn('at', big, c => c.notNull())
    .addColumn('received_at', big, c => c.notNull())
    .addColumn('body', text, c => c.notNull())
    .addPrimaryKeyConstraint('device_record_key', ['device_id', 'id'])
    .execute();
  await index('device_record_seq', 'device_record', ['device_id', 'seq']);
  await index('device_record_history', 'device_record', ['device_id', 'type', 'received_at', 'id']);
  await index('device_record_received', 'device_record', ['received_at']);

  await of('device_finding')
    .addColumn('control', text, c => c.notNull())
    .addColumn('finding', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('seq', big, c => c.notNull())
    .addColumn('observed_at', big, c => c.notNull())
    .addPrimaryKeyConstraint('device_finding_key', ['device_id', 'control'])
    .execute();

  await own('posture_change')
    .addColumn('device_id', text, c => c.notNull().references('device.id'))
    .addColumn('control', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('reason', text, c => c.notNull())
    .addColumn('before_state', text)
    .addColumn('at', big, c => c.notNull())
    .addColumn('received_at', big, c => c.notNull())
    .addColumn('finding', text)
    .execute();
  await index('posture_change_device', 'posture_change', ['device_id', 'received_at', 'id']);
  await index('posture_change_received', 'posture_change', ['school_id', 'received_at']);

  await table('posture_count')
    .addColumn('school_id', text, c => c.notNull())
    .addColumn('group_id', text, c => c.notNull())
    .addColumn('control', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('devices', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('posture_count_key', ['school_id', 'group_id', 'control', 'state'])
    .execute();

  await own('policy')
    .addColumn('group_id', text, c => c.notNull().references('device_group.id'))
    .addColumn('number', big, c => c.notNull())
    .addColumn('payload', text, c => c.notNull())
    .addColumn('signature', text, c => c.notNull())
    .addColumn('issued_at', big, c => c.notNull())
    .addColumn('issued_by', text, c => c.notNull())
    .execute();
  await index('policy_number', 'policy', ['group_id', 'number'], true);

  await keepAuditAppendOnly(db);
  await sql`insert into setting (name, value) values ('schema', '1')`.execute(db);
}

/** Refuses changes from every client of the database, not only from ours. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
async function keepAuditAppendOnly(db: Kysely<any>): Promise<void> {
  const refusal = sql.lit('the audit log is append-only');
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`create function refuse_audit_change() returns trigger language plpgsql as
      'begin raise exception ''the audit log is append-only''; end'`.execute(db);
    await sql`create trigger audit_append_only before update or delete on audit
      for each row execute function refuse_audit_change()`.execute(db);
    await sql`create trigger audit_no_truncate before truncate on audit
      for each statement execute function refuse_audit_change()`.execute(db);
    return;
  }
  for (const change of ['update', 'delete']) {
    await sql`create trigger ${sql.ref(`audit_no_${change}`)} before ${sql.raw(change)} on audit
      begin select raise(abort, ${refusal}); end`.execute(db);
  }
}
