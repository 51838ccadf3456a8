/** What goes back when a thing leaves: licence seats, accounts and device entries; and what is paid for it. */
import type * as z from 'zod';
import { sayMoney } from '../../../shared/assets/money.ts';
import type { freedInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { freeSeatsOf } from '../licences/index.ts';
import type { Caller } from '../route.ts';
import { holdBatch } from './batches.ts';
import { type ItemRecord, presentFreed } from './facts.ts';

/**
 * Of some things, or of all of which nobody has said it yet; their licence seats are free from now on.
 * Throws `disposal.freed`, 400 for a thing of another collection.
 */
export async function sayFreed(
  context: Context,
  by: Caller,
  id: string,
  { note, itemIds }: z.output<typeof freedInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const { row, items } = await holdBatch(context, tx, by.schoolId, id, ['gathering', 'collected']);
    const waiting = items.filter(item => item.row.freed_at === null);
    const strange = itemIds?.find(one => !items.some(item => item.row.id === one));
    if (strange !== undefined)
      throw invalid('This is no part of the collection.', { itemIds: 'Not part of it' });
    const chosen = waiting.filter(item => itemIds?.includes(item.row.id) ?? true);
    if (chosen.length === 0) throw conflict('disposal.freed', 'This was said of them already.');
    for (const item of chosen) {
      const seats = await freeSeatsOf(context, tx, by, item.row.asset_id, leavesWith(row.number));
      const set = {
        freed_at: context.now(),
        freed_by: by.name,
        freed_note: note,
        freed_seats: JSON.stringify(seats),
      };
      await tx.updateTable('disposal_item').set(set).where('id', '=', item.row.id).execute();
    }
    const tags = chosen
      .map(item => item.facts.tag)
      .join(', ')
      .slice(0, 500);
    await context.audit.record(tx, by, 'disposal.freed', {
      subject: id,
      facts: { number: `${row.number} (${tags})`, note },
    });
  });
  context.events.nudge(by.schoolId, ['disposals', 'assets']);
}

const leavesWith = (number: number) => `It leaves with collection ${number}`;

/** At the close, of what was given a seat after it was said, before the van: that goes back, too, and is named with the others. */
export async function freeLate(
  context: Context,
  tx: Tx,
  by: Caller,
  item: ItemRecord,
  number: number,
): Promise<void> {
  const late = await freeSeatsOf(context, tx, by, item.asset_id, leavesWith(number));
  if (late.length === 0) return;
  const seats = new Set([...(presentFreed(item)?.seats ?? []), ...late]);
  const set = { freed_seats: JSON.stringify([...seats]) };
  await tx.updateTable('disposal_item').set(set).where('id', '=', item.id).execute();
}

/** Throws `batch.not_sold`, `batch.paid`. */
export async function sayPaid(context: Context, by: Caller, id: string, note: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const { row } = await holdBatch(context, tx, by.schoolId, id, ['gathering', 'collected']);
    if (row.way !== 'sold') throw conflict('batch.not_sold', 'It is not sold, so there is nothing to pay.');
    if (row.paid_at !== null) throw conflict('batch.paid', 'The payment is entered already.');
    const set = { paid_at: context.now(), paid_by: by.name, paid_note: note };
    await tx.updateTable('disposal_batch').set(set).where('id', '=', id).execute();
    const facts = { number: row.number, price: sayMoney(row.price ?? 0), note };
    await context.audit.record(tx, by, 'disposal.paid', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}
