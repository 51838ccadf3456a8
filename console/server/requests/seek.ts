/** Requests for the search over everything: by who asked, why, or which stick or program; what waits comes first. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { saysAll, type Tx } from '../database/index.ts';
import { bodyOf } from './store.ts';
import { titleOf } from './words.ts';

export async function seekRequests(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('request')
    .select(['id', 'person', 'reason', 'body', 'status'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`lower(request.person)`, sql`lower(request.reason)`, sql`lower(request.about)`))
    .orderBy(sql`case when request.status = 'waiting' then 0 else 1 end`)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return found.map(row => {
    const waits = row.status === 'waiting';
    return {
      ...{ id: row.id, title: `${row.person}: ${titleOf(bodyOf(row))}` },
      detail: [waits ? 'Waits' : 'Decided', row.reason].filter(part => part !== '').join(' · '),
      to: waits ? '/requests' : '/requests?state=decided',
    };
  });
}
