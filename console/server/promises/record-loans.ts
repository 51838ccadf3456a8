/** The loans behind a promise about lending. */
import { sql } from 'kysely';
import { statementDays } from '../../../shared/loans/words.ts';
import type { Ask, Thing } from './record-things.ts';

const dayMs = 24 * 3600_000;

/** Of what is out: for home, who agreed (L-01); who signed (L-02); for home with staff, the word on own use (L-03). */
export async function loansBehind({ context, schoolId, line, said }: Ask): Promise<Thing[]> {
  const rows = await context.db
    .selectFrom('loan')
    .leftJoin('person', 'person.id', 'loan.holder_id')
    .select(['loan.id', 'loan.number', 'loan.holder_name', 'loan.off_site', 'loan.approver_name'])
    .select(['loan.approved_at', 'loan.signed_at', 'person.kind as holder'])
    .select(({ selectFrom }) =>
      selectFrom('loan_statement')
        .select(sql<number | null>`max(said_at)`.as('at'))
        .whereRef('loan_statement.loan_id', '=', 'loan.id')
        .as('said_at'),
    )
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .orderBy('loan.number')
    .execute();
  const oldest = context.now() - statementDays * dayMs;
  const judge: Record<string, (row: (typeof rows)[number]) => Pick<Thing, 'says' | 'open'>> = {
    'L-01': ({ approved_at, approver_name }) =>
      approved_at === null
        ? { says: 'No one agreed to it.', open: true }
        : { says: `${approver_name ?? 'Somebody'} agreed on ${said(Number(approved_at))}.`, open: false },
    'L-02': ({ signed_at }) =>
      signed_at === null
        ? { says: 'It is not signed.', open: true }
        : { says: `It was signed on ${said(Number(signed_at))}.`, open: false },
    'L-03': ({ said_at }) =>
      said_at === null
        ? { says: 'Nothing was said about own use.', open: true }
        : {
            says: `The last word on own use is of ${said(Number(said_at))}.`,
            open: Number(said_at) <= oldest,
          },
  };
  return rows
    .filter(row => line === 'L-02' || Number(row.off_site) === 1)
    .filter(row => line !== 'L-03' || row.holder === 'staff')
    .flatMap(row => {
      const told = judge[line]?.(row);
      return told === undefined
        ? []
        : [{ what: `Loan ${row.number}, ${row.holder_name}`, ...told, to: `/loans/${row.id}` }];
    });
}
