/** Emptying many computers in the middle of lessons: not alone, unless the school asks for no second person at all. */
import * as z from 'zod';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import type { GivenOrder } from '../../../shared/protocol/api/orders.ts';
import { type LeaveOrder, leaveKinds, restart, shutDown, signOut } from '../../../shared/protocol/leave.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import { readCalendar } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { lengthOf } from '../orders/index.ts';
import { readRules } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { type Placed, placeAt, send } from './place.ts';
import { type Chosen, chosenDevices } from './present.ts';

/** So many a technician may empty alone: those of one table, where they can see who sits there. */
const aloneDevices = 5;
const waitsMs = 4 * 3600_000;

const payload = z.object({
  devices: z.array(z.string()),
  order: z.discriminatedUnion('kind', [signOut, restart, shutDown]),
});

export const manyInLessons: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'bulk-order',
  permission: 'policies.approve',
  stepUp: true,
  waitsMs,
  alone: 'do',
  read: given => payload.parse(given),
  async approved(context, tx, { payload: { devices, order }, reason, askedBy, schoolId }) {
    const { found, gone } = await chosenDevices(tx, schoolId, devices);
    const placed: Placed[] = [];
    for (const device of found) placed.push(await placeAt(context, tx, askedBy, device, { order, reason }));
    const left = placed.filter(one => one.why !== undefined).length + gone.length;
    return {
      sentence: `${titles[order.kind]} ${computers(devices.length - left)}: ordered${left === 0 ? '' : `; ${left} could not be`}.`,
      after: async () => {
        for (const one of placed) await send(context, one);
      },
    };
  },
};

const titles: Record<LeaveOrder['kind'], string> = {
  sign_out: 'Sign everybody out at',
  restart: 'Restart',
  shut_down: 'Turn off',
};
const afterwards: Record<LeaveOrder['kind'], string> = {
  sign_out: 'It can be withdrawn until it happens, computer by computer.',
  restart: 'It can be withdrawn until it happens, computer by computer.',
  shut_down: 'From here they cannot be switched on again.',
};

const isLeave = (order: GivenOrder): order is LeaveOrder => leaveKinds.some(one => one === order.kind);
const computers = (count: number) => `${count} ${count === 1 ? 'computer' : 'computers'}`;

/** Why somebody else has to agree first; null when nobody has to. */
export async function whySecond(
  tx: Tx,
  schoolId: string,
  order: GivenOrder,
  devices: readonly Chosen[],
): Promise<string | null> {
  if (!isLeave(order) || devices.length <= aloneDevices) return null;
  if ((await readRules(tx, schoolId)).secondPerson === 'never') return null;
  if (order.inLessons) return `Also in lessons, and more than ${aloneDevices} computers at once`;
  if ((await readCalendar(tx, schoolId)).calendar !== null) return null;
  return `No calendar says when lessons are, and these are more than ${aloneDevices} computers at once`;
}

/** Null when the order may be given now. Throws `approval.waits_already`. */
export async function askSecond(
  context: Context,
  tx: Tx,
  by: Caller,
  devices: readonly Chosen[],
  { order, reason }: { order: GivenOrder; reason: string },
): Promise<Waits | null> {
  if (!isLeave(order)) return null;
  const why = await whySecond(tx, by.schoolId, order, devices);
  if (why === null) return null;
  const rooms = Map.groupBy(devices, one => one.group);
  const { id, sentence } = await askApproval(context, tx, by, manyInLessons, {
    subject: order.kind,
    title: `${titles[order.kind]} ${computers(devices.length)} at once`,
    lines: [
      [...rooms].map(([group, ones]) => `${group}: ${ones.map(one => one.name).join(', ')}.`).join(' '),
      `Everybody there is told ${lengthOf(order.warnMinutes)} before; what they did not save by then is lost.`,
      `${why}: a lesson may be going on there.`,
      afterwards[order.kind],
    ],
    reason,
    payload: { devices: devices.map(one => one.id), order },
  });
  return id === null ? null : { id, sentence };
}
