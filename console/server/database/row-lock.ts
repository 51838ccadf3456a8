/** Holds rows for the rest of a transaction, in the engine's own way. */
import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Tx } from './index.ts';

/**
 * Put at the end of a select inside a transaction, ordered by id: `.modifyEnd(rowLock(tx))`.
 * SQLite has one writer at a time, so there is nothing to say.
 */
export function rowLock(tx: Tx): RawBuilder<unknown> {
  return tx.getExecutor().adapter instanceof PostgresAdapter ? sql`for update` : sql``;
}
