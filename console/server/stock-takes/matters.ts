/** What of the stock-takes needs somebody. */
import type { Context } from '../context.ts';
import { readSchool } from '../schools/index.ts';

export interface TakeMatters {
  /** Finished, and waiting for a second person. */
  unsigned: number;
  /** `2026-11-22`, where the school is; null while none was. */
  lastSignedOn: string | null;
}

export async function takeMatters({ db }: Context, schoolId: string): Promise<TakeMatters> {
  const found = await db
    .selectFrom('stock_take')
    .select(eb => [
      eb.fn.countAll<number>().filterWhere('status', '=', 'finished').as('unsigned'),
      eb.fn.max('signed_at').as('last'),
    ])
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  const { timeZone } = await readSchool(db, schoolId);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const last = found.last === null ? null : Number(found.last);
  return { unsigned: Number(found.unsigned), lastSignedOn: last === null ? null : day.format(last) };
}
