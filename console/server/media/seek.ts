/** School sticks and disks for the search over everything: by label, serial number or holder. */
import { sql } from 'kysely';
import { mediumStates, mediumStateWords } from '../../../shared/protocol/api/media.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';

export async function seekMedia(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('school_medium')
    .select(['id', 'label', 'serial', 'holder', 'state'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`school_medium.search_text`))
    .orderBy(beginsFirst(text, sql`lower(school_medium.label)`))
    .orderBy('label_order')
    .orderBy('id')
    .limit(limit)
    .execute();
  return found.map(({ id, label, serial, holder, state }) => {
    const words = mediumStateWords[mediumStates.find(one => one === state) ?? 'retired'];
    return { id, title: label, detail: [serial, words, holder].filter(Boolean).join(' · ') };
  });
}
