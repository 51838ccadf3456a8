/** Loans for the search over everything: by holder, purpose, tag or number; what is out comes first. */
import { sql } from 'kysely';
import { sayDay } from '../../../shared/assets/dates.ts';
import { loanStatuses, loanStatusWords } from '../../../shared/loans/words.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { searchPatterns, type Tx } from '../database/index.ts';

export async function seekLoans(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const words = searchPatterns(text).map(
    like => sql<boolean>`(lower(loan.holder_name) like ${like} escape '!'
      or lower(loan.purpose) like ${like} escape '!' or '%' || loan.number || '%' = ${like}
      or loan.id in (select loan_id from loan_item
        where school_id = ${schoolId} and lower(tag) like ${like} escape '!'))`,
  );
  const found = await db
    .selectFrom('loan')
    .select(['id', 'number', 'holder_name', 'purpose', 'status', 'due_on'])
    .where('school_id', '=', schoolId)
    .where(sql<boolean>`${sql.join(words, sql` and `)}`)
    .orderBy(sql`case when loan.status = 'out' then 0 else 1 end`)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return found.map(row => {
    const until = row.status === 'out' && row.due_on !== null ? `until ${sayDay(row.due_on)}` : '';
    const status = loanStatusWords[loanStatuses.find(one => one === row.status) ?? 'withdrawn'];
    const parts = [row.purpose, until === '' ? status : `${status} ${until}`];
    return {
      id: row.id,
      title: `Loan ${row.number}: ${row.holder_name}`,
      detail: parts.filter(part => part !== '').join(' · '),
    };
  });
}
