/** Plans that people enter and keep up to date: which were there by the day. Their entries are added and never changed, so these have their moment. */
import type { Tx } from '../../database/index.ts';
import { mostRows } from './record.ts';

/** By id: when it was first written down, by the audit log. */
export async function firstSaved(
  db: Tx,
  schoolId: string,
  action: 'backup.saved' | 'review.saved',
): Promise<Map<string, number>> {
  const found = await db
    .selectFrom('audit')
    .select(eb => ['subject', eb.fn.min('at').as('at')])
    .where('school_id', '=', schoolId)
    .where('action', '=', action)
    .groupBy('subject')
    .limit(mostRows)
    .execute();
  return new Map(found.flatMap(({ subject, at }) => (subject === null ? [] : [[subject, Number(at)]])));
}

export const changedSince = 'Changed after that day';
