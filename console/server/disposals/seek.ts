/** Collections for the search over everything: by number, or by who takes the things. */
import { sql } from 'kysely';
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { saysAll, type Tx } from '../database/index.ts';

export async function seekBatches(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('disposal_batch')
    .innerJoin('disposal_contractor', 'disposal_contractor.id', 'disposal_batch.contractor_id')
    .select(['disposal_batch.id', 'disposal_batch.number', 'collect_on', 'disposal_contractor.name as taker'])
    .where('disposal_batch.school_id', '=', schoolId)
    .where(
      saysAll(text, sql`'collection ' || disposal_batch.number || ' ' || lower(disposal_contractor.name)`),
    )
    .orderBy('disposal_batch.number', 'desc')
    .limit(limit)
    .execute();
  return found.map(row => ({
    ...{ id: row.id, title: `Collection ${row.number}: ${row.taker}`, detail: sayDay(row.collect_on) },
  }));
}
