/** The newest entries of a book that is kept about each of many things: backups, reviews. */
import { sql } from 'kysely';
import type { Tx } from './index.ts';

interface Book {
  /** The table of the things. */
  of: string;
  /** The table of what was written down about them, with `done_on`, `noted_at` and `id`. */
  entries: string;
  /** Its column that names the thing. */
  key: string;
}

/**
 * Newest first; of each thing `shown` entries, or a few more where several are of one day. The day from which they are
 * is found once a thing, by an index of key and day: PostgreSQL would look for it at every entry.
 */
export async function newestEntries<Row>(
  tx: Tx,
  { of, entries, key }: Book,
  schoolId: string,
  shown: number,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with late as materialized (
      select thing.id as thing_id, coalesce((select done_on from ${sql.table(entries)} as one
        where one.${sql.ref(key)} = thing.id order by done_on desc limit 1 offset ${shown - 1}), '') as least
      from ${sql.table(of)} as thing where thing.school_id = ${schoolId})
    select entry.* from late
    join ${sql.table(entries)} as entry on entry.${sql.ref(key)} = late.thing_id and entry.done_on >= late.least
    order by entry.done_on desc, entry.noted_at desc, entry.id desc`.execute(tx);
  return rows;
}
