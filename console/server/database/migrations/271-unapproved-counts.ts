/** On how many devices each program runs that no rule approves, kept as they report: a page counts nothing. */
import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
type Any = Kysely<any>;

export async function up(db: Any): Promise<void> {
  let table = db.schema.createTable('unapproved_count');
  for (const name of ['school_id', 'program_id', 'name', 'search_text', 'place'])
    table = table.addColumn(name, 'text', c => c.notNull());
  for (const name of ['publisher', 'product', 'package', 'hash', 'rule'])
    table = table.addColumn(name, 'text');
  for (const name of ['refused', 'devices', 'stopped'])
    table = table.addColumn(name, 'integer', c => c.notNull());
  await table
    .addColumn('first_seen_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('unapproved_count_pk', ['school_id', 'program_id', 'refused'] as never)
    .execute();
  await sql`insert into unapproved_count (school_id, program_id, refused, name, search_text, place, publisher,
      product, package, hash, rule, devices, stopped, first_seen_at)
    select school_id, program_id, case when rule is null then 0 else 1 end, max(name), max(search_text), max(place),
      max(publisher), max(product), max(package), max(hash), max(rule), count(*), sum(stopped), min(first_seen_at)
    from unapproved_program group by school_id, program_id, case when rule is null then 0 else 1 end`.execute(
    db,
  );
}
