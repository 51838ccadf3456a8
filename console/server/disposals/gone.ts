/**
 * What is lost or stolen and comes off the books: decided like every write-off, and with no evidence, because there is
 * none. The thing stays lost or stolen in the register, so that it goes back in stock when it turns up.
 */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import type { WriteOffRecord } from './governors.ts';
import { itemRows } from './items.ts';
import { askNoLonger } from './left-out.ts';

/** Once everybody who has to has agreed. */
export async function takeOffBooks(context: Context, tx: Tx, by: Caller, row: WriteOffRecord): Promise<void> {
  const items = await itemRows(tx, row.school_id, { writeOffId: row.id, states: ['requested'] });
  for (const { id } of items) {
    const set = { status: 'gone', ended_at: context.now() };
    await tx.updateTable('disposal_item').set(set).where('id', '=', id).execute();
    await askNoLonger(context, tx, by, id, 'It is written off as lost');
  }
  const facts = { number: row.number, items: items.length };
  await context.audit.record(tx, by, 'disposal.gone', { subject: row.id, facts });
}

/** Agreed to, while the governors’ minute is not entered. */
export const waitsForMinute = (row: Pick<WriteOffRecord, 'status' | 'governors' | 'governors_minute'>) =>
  row.status === 'approved' && row.governors === 1 && row.governors_minute === null;
