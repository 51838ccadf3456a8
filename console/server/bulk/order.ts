/** One order to many devices, of those that take nothing from anybody. Each for itself. */
import type * as z from 'zod';
import type { BulkOrder, BulkOrderAnswer, bulkOrder } from '../../../shared/protocol/api/bulk.ts';
import type { GivenOrder } from '../../../shared/protocol/api/orders.ts';
import type { LeaveKind } from '../../../shared/protocol/leave.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../route.ts';
import { placeAt, send, undecided } from './place.ts';
import { answerOf, type Chosen, cannot, chosenDevices, does, type Item } from './present.ts';
import { askSecond, whySecond } from './second-person.ts';

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

/** Gives it, or asks a second person first. Throws `approval.*`. */
export async function orderMany(context: Context, by: Caller, wish: Wish): Promise<BulkOrderAnswer> {
  const order = given(wish);
  const consequence = consequences[wish.order];
  if (!wish.apply) {
    const { found, gone } = await chosenDevices(context.db, by.schoolId, wish.devices);
    const items = found.map(device =>
      device.status === 'approved' ? would(context, device) : cannot(device, undecided),
    );
    const why = await whySecond(context.db, by.schoolId, order, found.filter(isApproved));
    const first = why === null ? '' : ` ${why}: somebody else may have to agree first.`;
    return answerOf([...items, ...gone], false, `${consequence}${first}`);
  }
  const { found, gone } = await chosenDevices(context.db, by.schoolId, wish.devices);
  const ask = { order, reason: wish.reason };
  const waits = await context.db
    .transaction()
    .execute(tx => askSecond(context, tx, by, found.filter(isApproved), ask));
  if (waits !== null) return { waits };
  const items: Item[] = [];
  // Each in a transaction of its own: five hundred in one would keep every report waiting.
  for (const device of found) {
    const placed = await context.db.transaction().execute(tx => placeAt(context, tx, by, device, ask));
    items.push(await send(context, placed));
  }
  return answerOf([...items, ...gone], true, consequence);
}

const isApproved = ({ status }: Chosen) => status === 'approved';

const would = (context: Context, device: Chosen): Item =>
  does(device, context.presence.isConnected(device.id) ? 'At once.' : 'When it is next connected.');
