/** The software catalogue, kept current with the reports, and what is known of weaknesses in it. */
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await catalogue(db);
  await advisories(db);
  await vulnerabilities(db);
}

const text = 'text' as const;
const big = 'bigint' as const;
const whole = 'integer' as const;

// biome-ignore lint/suspicious/noExplicitAny: as above.
function tables(db: Kysely<any>) {
  const table = (name: string) =>
    db.schema.createTable(name).addColumn('school_id', text, c => c.notNull().references('school.id'));
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();
  return { table, index };
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
async function catalogue(db: Kysely<any>): Promise<void> {
  const { table, index } = tables(db);
  let title = table('catalogue_title')
    .addColumn('software_id', text, c => c.primaryKey().references('software.id'))
    .addColumn('source', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('name_order', text, c => c.notNull())
    .addColumn('publisher', text)
    .addColumn('search_text', text, c => c.notNull())
    .addColumn('devices', whole, c => c.notNull())
    .addColumn('first_seen_at', big, c => c.notNull())
    .addColumn('personal_data', text, c => c.notNull().defaultTo('not_said'));
  for (const name of ['open', 'grave', 'exploited', 'to_check', 'matter', 'revision', 'school_only', 'kept'])
    title = title.addColumn(name, whole, c => c.notNull().defaultTo(0));
  for (const name of [
    'support_ends_on',
    'support_source',
    'support_by_hand',
    'owner',
    'supplier',
    'update_source',
    'review_on',
    'assessed_on',
    'assessed_by',
    'assessment',
    'dpia',
    'contract_ends_on',
    'notes',
  ])
    title = title.addColumn(name, text);
  await title.addColumn('seats', whole).execute();
  await index('catalogue_title_matter', 'catalogue_title', ['school_id', 'matter', 'devices', 'software_id']);
  await index('catalogue_title_name', 'catalogue_title', ['school_id', 'name_order', 'software_id']);
  await index('catalogue_title_devices', 'catalogue_title', ['school_id', 'devices', 'software_id']);
  await index('catalogue_title_new', 'catalogue_title', ['school_id', 'first_seen_at', 'software_id']);

  await table('software_version')
    .addColumn('software_id', text, c => c.notNull().references('software.id'))
    .addColumn('version', text, c => c.notNull())
    .addColumn('release', text, c => c.notNull())
    .addColumn('origin_name', text)
    .addColumn('origin_version', text)
    .addColumn('package', text)
    .addColumn('compared', text)
    .addColumn('devices', whole, c => c.notNull())
    .addColumn('first_seen_at', big, c => c.notNull())
    .addColumn('due', whole, c => c.notNull())
    .addPrimaryKeyConstraint('software_version_key', ['software_id', 'version', 'release'])
    .execute();
  await index('software_version_due', 'software_version', ['school_id', 'due', 'software_id']);
  await index('software_version_package', 'software_version', ['school_id', 'package']);

  await table('software_counted')
    .addColumn('device_id', text, c => c.primaryKey().references('device.id'))
    .addColumn('release', text, c => c.notNull())
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
async function advisories(db: Kysely<any>): Promise<void> {
  const { table } = tables(db);
  await table('advisory')
    .addColumn('id', text, c => c.notNull())
    .addColumn('cves', text, c => c.notNull())
    .addColumn('summary', text, c => c.notNull())
    .addColumn('severity', text, c => c.notNull())
    .addColumn('score', whole)
    .addColumn('published_at', big, c => c.notNull())
    .addColumn('modified_at', big, c => c.notNull())
    .addPrimaryKeyConstraint('advisory_key', ['school_id', 'id'])
    .execute();
  await table('advisory_package')
    .addColumn('release', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('advisory_id', text, c => c.notNull())
    .addColumn('spans', text, c => c.notNull())
    .addPrimaryKeyConstraint('advisory_package_key', ['school_id', 'release', 'name', 'advisory_id'])
    .execute();
  await db.schema
    .createIndex('advisory_package_of')
    .on('advisory_package')
    .columns(['school_id', 'advisory_id'])
    .execute();
  await table('exploited')
    .addColumn('cve', text, c => c.notNull())
    .addColumn('vendor', text, c => c.notNull())
    .addColumn('product', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('added_on', text, c => c.notNull())
    .addColumn('due_on', text, c => c.notNull())
    .addColumn('ransomware', whole, c => c.notNull())
    .addPrimaryKeyConstraint('exploited_key', ['school_id', 'cve'])
    .execute();
  await table('advisory_import')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull())
    .addColumn('origin', text, c => c.notNull())
    .addColumn('kind', text)
    .addColumn('status', text, c => c.notNull())
    .addColumn('started_at', big, c => c.notNull())
    .addColumn('ended_at', big)
    .addColumn('by_name', text, c => c.notNull())
    .addColumn('read_count', whole, c => c.notNull())
    .addColumn('kept', whole, c => c.notNull())
    .addColumn('refused', whole, c => c.notNull())
    .addColumn('newest_at', big)
    .addColumn('detail', text)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
async function vulnerabilities(db: Kysely<any>): Promise<void> {
  const { table, index } = tables(db);
  await table('vulnerability')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('package', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    .addColumn('title', text, c => c.notNull())
    .addColumn('search_text', text, c => c.notNull())
    .addColumn('advisories', text, c => c.notNull())
    .addColumn('summary', text, c => c.notNull())
    .addColumn('severity', text, c => c.notNull())
    .addColumn('score', whole)
    .addColumn('matter', whole, c => c.notNull())
    .addColumn('standing', text, c => c.notNull())
    .addColumn('affected', text, c => c.notNull())
    .addColumn('devices', whole, c => c.notNull())
    .addColumn('published_at', big, c => c.notNull())
    .addColumn('fix_published_at', big)
    .addColumn('due_at', big)
    .addColumn('exploited_due_on', text)
    .addColumn('ransomware', whole, c => c.notNull())
    .addColumn('safe_version', text)
    .addColumn('first_seen_at', big, c => c.notNull())
    .addColumn('fixed_at', big)
    .addColumn('decision', text)
    .addColumn('decision_until', text)
    .addColumn('decision_reason', text)
    .addColumn('decided_at', big)
    .addColumn('decided_by', text)
    .addColumn('revision', whole, c => c.notNull())
    .addUniqueConstraint('vulnerability_key', ['school_id', 'package', 'key'])
    .execute();
  await index('vulnerability_list', 'vulnerability', ['school_id', 'standing', 'matter', 'devices', 'id']);
  await index('vulnerability_matter', 'vulnerability', ['school_id', 'matter', 'devices', 'id']);
  await index('vulnerability_fixed', 'vulnerability', ['school_id', 'fixed_at']);
}
