/** Assets for the search over everything: by tag, name, make, model, serial number, place or holder. */
import { sql } from 'kysely';
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import { sayWhat } from './list.ts';

export async function seekAssets(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('asset')
    .select(['id', 'tag', 'name', 'make', 'model', 'kind', 'location', 'state'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`asset.search_text`))
    .orderBy(beginsFirst(text, sql`lower(asset.tag)`))
    .orderBy('tag_order')
    .orderBy('id')
    .limit(limit)
    .execute();
  const { stateWords } = await readSchool(db, schoolId);
  return found.map(row => {
    const what = sayWhat({ ...row, kind: row.kind as AssetKind });
    const parts = [what, row.location, stateWords[row.state as AssetState]];
    return { id: row.id, title: row.tag, detail: parts.filter(part => part !== null).join(' · ') };
  });
}
