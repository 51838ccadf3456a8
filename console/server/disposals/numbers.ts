/** Requests and collections are numbered 1, 2, 3 within the school: what people say to each other. */
import type { Tx } from '../database/index.ts';

export async function nextNumber(
  tx: Tx,
  schoolId: string,
  table: 'write_off' | 'disposal_batch',
): Promise<number> {
  const last = await tx
    .selectFrom(table)
    .select(eb => eb.fn.max('number').as('number'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  return Number(last?.number ?? 0) + 1;
}
