/** Licences for the search over everything: by what they are for or their reference, never by a key. */
import { sql } from 'kysely';
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';

export async function seekLicences(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('licence')
    .select(['id', 'title', 'seats', 'ends_on', 'ended_on'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`lower(licence.title)`, sql`lower(coalesce(licence.reference, ''))`))
    .orderBy(beginsFirst(text, sql`lower(licence.title)`))
    .orderBy(sql`lower(licence.title)`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return found.map(({ id, title, seats, ends_on, ended_on }) => {
    const seatsSaid = seats === null ? null : seats === 1 ? '1 seat' : `${seats} seats`;
    const until = ended_on !== null ? 'Ended' : ends_on === null ? null : `until ${sayDay(ends_on)}`;
    return { id, title, detail: [seatsSaid, until].filter(Boolean).join(' · ') };
  });
}
