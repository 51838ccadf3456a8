/** How many have signed each of the school's rules that is asked for now, and how many have not (D-06). */
import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';
import { currentNotices, peopleOf, signersOf } from './store.ts';

export interface Signed {
  noticeId: string;
  title: string;
  /** Everybody who is asked. */
  asked: number;
  agreed: number;
  declined: number;
}

/** Oldest first; only those that people of the school are asked to sign. */
export async function signedNow(db: Tx, schoolId: string, now: number): Promise<Signed[]> {
  const signed: Signed[] = [];
  for (const row of await currentNotices(db, schoolId, now)) {
    const kinds = peopleOf(row);
    if (row.kind !== 'agreement' || kinds.length === 0) continue;
    const counted = await signersOf(db, row, kinds)
      .select(eb => eb.fn.countAll<number>().as('asked'))
      .select(sql<number>`count(case when answer.answer = 'agreed' then 1 end)`.as('agreed'))
      .select(sql<number>`count(case when answer.answer = 'declined' then 1 end)`.as('declined'))
      .executeTakeFirstOrThrow();
    signed.push({
      ...{ noticeId: row.id, title: row.title, asked: Number(counted.asked) },
      ...{ agreed: Number(counted.agreed), declined: Number(counted.declined) },
    });
  }
  return signed;
}
