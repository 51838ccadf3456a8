/** Messages and rounds of rules for the search over everything: the newest first. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';

export async function seekNotices(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('notice')
    .select(['id', 'title', 'kind', 'ended_at'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`lower(notice.title)`))
    .orderBy(beginsFirst(text, sql`lower(notice.title)`))
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return found.map(({ id, title, kind, ended_at }) => {
    const what = kind === 'message' ? 'Message' : 'Rules to agree to';
    return { id, title, detail: ended_at === null ? what : `${what} · Ended` };
  });
}
