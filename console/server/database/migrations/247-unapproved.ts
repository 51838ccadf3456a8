/** Programs that ran and that no rule approves, by device: from what each last reported, so that a page reads no findings. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type Any = Kysely<any>;

export async function up(db: Any): Promise<void> {
  let table = db.schema.createTable('unapproved_program');
  for (const name of ['school_id', 'device_id', 'program_id', 'name', 'search_text', 'place'])
    table = table.addColumn(name, 'text', c => c.notNull());
  for (const name of ['publisher', 'product', 'package', 'hash', 'rule'])
    table = table.addColumn(name, 'text');
  await table
    .addColumn('stopped', 'integer', c => c.notNull())
    .addColumn('first_seen_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('unapproved_program_pk', ['device_id', 'program_id'] as never)
    .execute();
  await db.schema
    .createIndex('unapproved_program_of')
    .on('unapproved_program')
    // Counted and narrowed to what nobody decided about without reading a row.
    .columns(['school_id', 'program_id', 'device_id', 'rule'])
    .execute();
  await readKept(db);
}

/** A device tells what changes: one that keeps running the same would never be heard of. */
async function readKept(db: Any): Promise<void> {
  const kept = await db
    .selectFrom('device_finding')
    .select(['school_id', 'device_id', 'finding', 'observed_at'])
    .where('control', '=', 'approved-software')
    .where('finding', 'like', '%unapproved_ran%')
    .execute();
  for (const row of kept) {
    const { evidence } = JSON.parse(row.finding) as { evidence: { parts: Part[] } };
    for (const { name, reason, facts } of evidence.parts) {
      if (reason !== 'unapproved_ran') continue;
      const key = `${facts.publisher ?? ''}\n${name}`.toUpperCase();
      const program_id = createHash('sha256').update(key).digest('base64url').slice(0, 22);
      await db
        .insertInto('unapproved_program')
        .values({
          ...{ school_id: row.school_id, device_id: row.device_id, program_id, name },
          ...{ search_text: `${name} ${facts.publisher ?? ''}`.toLowerCase(), place: facts.place ?? '' },
          ...{ publisher: facts.publisher, product: null, package: null, hash: facts.hash, rule: facts.rule },
          ...{ stopped: 0, first_seen_at: row.observed_at },
        })
        .onConflict(clash => clash.doNothing())
        .execute();
    }
  }
}

interface Part {
  name: string;
  reason: string;
  facts: { publisher: string | null; hash: string | null; place: string | null; rule: string | null };
}
