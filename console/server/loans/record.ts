/** Finds single loans. */
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';

export type LoanRecord = Database['loan'];
export type ItemRecord = Database['loan_item'];

/** Throws `loan.not_found`. */
export async function findLoan(db: Tx, schoolId: string, id: string): Promise<LoanRecord> {
  const row = await db
    .selectFrom('loan')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .modifyEnd(rowLock(db))
    .executeTakeFirst();
  if (row === undefined) throw notFound('loan');
  return row;
}

/** Throws `loan.not_found`, and `loan.otherwise` when it no longer stands so. */
export async function holdLoan(
  tx: Tx,
  schoolId: string,
  id: string,
  status: readonly string[],
  words: string,
): Promise<LoanRecord> {
  const row = await findLoan(tx, schoolId, id);
  if (!status.includes(row.status)) throw conflict('loan.otherwise', `Loan ${row.number} ${words}`);
  return row;
}

export const readItems = (db: Tx, loanId: string): Promise<ItemRecord[]> =>
  db.selectFrom('loan_item').selectAll().where('loan_id', '=', loanId).orderBy('id').execute();

export const list = (json: string | null): string[] => JSON.parse(json ?? '[]') as string[];

/** A name as the audit log keeps it. */
export const factsOf = (loan: Pick<LoanRecord, 'number' | 'holder_name'>) => ({
  number: loan.number,
  holder: loan.holder_name,
});
