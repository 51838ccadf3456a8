/** One order at one of many devices: placed in a transaction, sent after it. */
import type { GivenOrder } from '../../../shared/protocol/api/orders.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { type OrderRow, placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { type Chosen, cannot, does, type Item } from './present.ts';

/** `why` is what stood against it. */
export type Placed = { device: Chosen } & ({ row: OrderRow; why?: never } | { why: string });

export const undecided = 'It takes no orders until it is decided in the approval queue what it is.';

export async function placeAt(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  device: Chosen,
  wish: { order: GivenOrder; reason: string },
): Promise<Placed> {
  if (device.status !== 'approved') return { device, why: undecided };
  try {
    return { device, row: await placeOrder(context, tx, by, device.id, wish) };
  } catch (error) {
    if (error instanceof AppError) return { device, why: error.detail };
    throw error;
  }
}

export async function send(context: Context, placed: Placed): Promise<Item> {
  if (placed.why !== undefined) return cannot(placed.device, placed.why);
  const { state } = await sendOrder(context, placed.row);
  return does(placed.device, state === 'sent' ? 'It was told.' : 'It is told when it is next connected.');
}
