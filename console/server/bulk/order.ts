/** One order to many devices, of those that take nothing from anybody. Each for itself. */
import type * as z from 'zod';
import type { BulkAnswer, BulkOrder, bulkOrder } from '../../../shared/protocol/api/bulk.ts';
import type { GivenOrder } from '../../../shared/protocol/api/orders.ts';
import type { LeaveKind } from '../../../shared/protocol/leave.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { answerOf, type Chosen, cannot, chosenDevices, does, type Item } from './present.ts';

const consequences: Record<BulkOrder, string> = {
  check_now: 'Each looks at everything at once and reports it. Nothing changes on it.',
  update_virus_list: 'Each fetches the newest list of viruses. This cannot be undone, and need not be.',
  scan_for_viruses:
    'Each looks through people’s files and what was fetched, which makes it slower meanwhile. A scan can be withdrawn on the device’s page.',
  sign_out:
    'Everybody there is told before, and what they did not save by then is lost. It can be withdrawn until it happens.',
  restart:
    'Everybody there is told before, and what they did not save by then is lost. It can be withdrawn until it happens.',
  shut_down:
    'Everybody there is told before, and what they did not save by then is lost. From here it cannot be switched on again.',
  lock: 'Whoever sits there finds the screen locked and goes on with their password. It cannot be undone from here.',
};

type Wish = z.output<typeof bulkOrder>;

const orders: Record<Exclude<BulkOrder, LeaveKind>, GivenOrder> = {
  check_now: { kind: 'check_now' },
  update_virus_list: { kind: 'update_virus_list', control: 'antivirus' },
  scan_for_viruses: { kind: 'scan_for_viruses', control: 'antivirus', extent: 'quick' },
  lock: { kind: 'lock', control: 'idle-lock' },
};

function given({ order, warnMinutes, inLessons }: Wish): GivenOrder {
  if (order === 'sign_out' || order === 'restart' || order === 'shut_down')
    return { kind: order, warnMinutes, inLessons };
  return orders[order];
}

export async function orderMany(context: Context, by: Caller, wish: Wish): Promise<BulkAnswer> {
  const { devices, order, reason, apply } = wish;
  const { found, gone } = await chosenDevices(context.db, by.schoolId, devices);
  const items: Item[] = [];
  for (const device of found)
    items.push(
      device.status === 'approved'
        ? await orderOne(context, by, device, { order: given(wish), reason, apply })
        : cannot(device, 'It takes no orders until it is decided in the approval queue what it is.'),
    );
  return answerOf([...items, ...gone], apply, consequences[order]);
}

async function orderOne(
  context: Context,
  by: Caller,
  device: Chosen,
  { order, reason, apply }: { order: GivenOrder; reason: string; apply: boolean },
): Promise<Item> {
  if (!apply)
    return does(device, context.presence.isConnected(device.id) ? 'At once.' : 'When it is next connected.');
  try {
    const placed = await context.db
      .transaction()
      .execute(tx => placeOrder(context, tx, by, device.id, { order, reason }));
    const { state } = await sendOrder(context, placed);
    return does(device, state === 'sent' ? 'It was told.' : 'It is told when it is next connected.');
  } catch (error) {
    if (error instanceof AppError) return cannot(device, error.detail);
    throw error;
  }
}
