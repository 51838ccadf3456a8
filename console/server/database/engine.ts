/** What differs between the engines when several writers meet, named here once. */
import { PostgresAdapter } from 'kysely';
import type { Tx } from './index.ts';

export function isPostgres(db: Tx): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/**
 * Makes other transactions that lock the same school wait until this one ends. SQLite has one writer anyway.
 * `no key update` because inserts that refer to the school hold a key share of its row, and two of them would deadlock.
 */
export async function lockSchool(tx: Tx, schoolId: string): Promise<void> {
  if (!isPostgres(tx)) return;
  await tx.selectFrom('school').select('id').where('id', '=', schoolId).forNoKeyUpdate().execute();
}
