/** Holds rows for the rest of a transaction, in the engine's own way. */
import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from './engine.ts';
import type { Tx } from './index.ts';

/**
 * Put at the end of a select inside a transaction, ordered by id: `.modifyEnd(rowLock(tx))`.
 * SQLite has one writer at a time, so there is nothing to say.
 */
export function rowLock(tx: Tx): RawBuilder<unknown> {
  return isPostgres(tx) ? sql`for update` : sql``;
}
