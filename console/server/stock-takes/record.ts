/** Finds single stock-takes and what is in them. */
import type { AssetState } from '../../../shared/assets/states.ts';
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';

export type TakeRecord = Database['stock_take'];
export type TakeItem = Database['stock_take_item'];

/** What should be where the register says. What is lent, lost or away for repair is expected nowhere. */
export const expectedStates: readonly AssetState[] = [
  'in_stock',
  'in_service',
  'quarantined',
  'awaiting_disposal',
];

export const placesOf = (take: Pick<TakeRecord, 'places'>): string[] => JSON.parse(take.places) as string[];

/** Throws `stock_take.not_found`. */
export async function findTake(db: Tx, schoolId: string, id: string): Promise<TakeRecord> {
  const row = await db
    .selectFrom('stock_take')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .modifyEnd(rowLock(db))
    .executeTakeFirst();
  if (row === undefined) throw notFound('stock_take');
  return row;
}

/** Throws `stock_take.not_found`, and `stock_take.otherwise` when it no longer stands so. */
export async function holdTake(
  tx: Tx,
  schoolId: string,
  id: string,
  status: readonly string[],
): Promise<TakeRecord> {
  const take = await findTake(tx, schoolId, id);
  if (!status.includes(take.status))
    throw conflict(
      'stock_take.otherwise',
      `“${take.name}” is ${said[take.status] ?? take.status}. Load the page again to see how it stands.`,
    );
  return take;
}

const said: Record<string, string> = {
  open: 'still under way',
  finished: 'finished',
  signed: 'signed, and can only be read',
  withdrawn: 'withdrawn',
};
