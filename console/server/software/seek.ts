/** Titles for the search over everything: the most widespread first. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { sourceWords } from '../../../shared/protocol/api/software.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';

export async function seekTitles(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('catalogue_title')
    .select(['software_id as id', 'name', 'publisher', 'source', 'devices'])
    .where('school_id', '=', schoolId)
    .where('devices', '>', 0)
    .where(saysAll(text, sql`catalogue_title.search_text`))
    .orderBy(beginsFirst(text, sql`lower(catalogue_title.name)`))
    .orderBy('devices', 'desc')
    .orderBy('software_id')
    .limit(limit)
    .execute();
  return found.map(row => {
    const on = row.devices === 1 ? 'on 1 device' : `on ${row.devices} devices`;
    const parts = [row.publisher, sourceWords[row.source] ?? null, on];
    return { id: row.id, title: row.name, detail: parts.filter(part => part !== null).join(' · ') };
  });
}
