/** Loans that are over, with their signatures and what was said of private use. What is out is never forgotten. */
import { sql } from 'kysely';
import type { Forgetting } from '../retention/index.ts';

const atOnce = 500;

export const forgetting: Forgetting = {
  key: 'loans',
  written: true,
  async forget({ tx, schoolId, before }) {
    const old = await tx
      .selectFrom('loan')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('status', 'in', ['ended', 'refused', 'withdrawn'])
      .where(sql<boolean>`coalesce(ended_at, created_at) < ${before}`)
      .limit(atOnce)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await tx.deleteFrom('loan_item').where('loan_id', 'in', ids).execute();
    await tx.deleteFrom('loan_extension').where('loan_id', 'in', ids).execute();
    await tx.deleteFrom('loan_statement').where('loan_id', 'in', ids).execute();
    await tx.deleteFrom('loan').where('id', 'in', ids).execute();
    return ids.length;
  },
};
