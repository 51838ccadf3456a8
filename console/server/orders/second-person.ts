/** Switching enforcement off for longer than a lesson: not alone, unless the school asks for no second person at all. */
import * as z from 'zod';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import type { OrderInput } from '../../../shared/protocol/api/orders.ts';
import { may } from '../access.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readRules } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { pausedLately } from './paused-lately.ts';
import { placeOrder, sendOrder } from './service.ts';
import { lengthOf } from './words.ts';

/** A technician may do so much alone on one device within a day: long enough to start one stubborn program. */
const aloneMinutes = 60;
const dayMs = 24 * 3600_000;

const payload = z.object({ deviceId: z.string(), minutes: z.int() });

export const suspension: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'suspend-enforcement',
  permission: 'policies.approve',
  stepUp: true,
  waitsMs: dayMs,
  alone: 'do',
  read: given => payload.parse(given),
  async approved(context, tx, { payload: { deviceId, minutes }, reason, askedBy }) {
    const order = { kind: 'suspend_enforcement', minutes } as const;
    const row = await placeOrder(context, tx, askedBy, deviceId, { order, reason });
    return {
      sentence: context.presence.isConnected(deviceId)
        ? `The device was told to suspend enforcement for ${lengthOf(minutes)}.`
        : `The device will be told when it is connected, within a day: suspend enforcement for ${lengthOf(minutes)}.`,
      after: async () => {
        await sendOrder(context, row);
      },
    };
  },
  about: (asked, reader) =>
    may(reader, 'devices.read') ? { label: 'The device', to: `/devices/${asked.subject}?tab=orders` } : null,
};

/**
 * Null when nobody else has to agree to so many minutes; otherwise what the second person reads of the day's sum, if
 * others came before. Hour after hour is as long as all at once. `challenge` is of a typed code.
 */
export async function suspensionNeedsSecond(
  context: Context,
  tx: Tx,
  device: { id: string; schoolId: string },
  { minutes, challenge }: { minutes: number; challenge?: string },
): Promise<string[] | null> {
  if ((await readRules(tx, device.schoolId)).secondPerson === 'never') return null;
  const before = await pausedLately(tx, device.id, context.now(), challenge);
  if (before + minutes <= aloneMinutes) return null;
  if (before === 0) return [];
  return [`In the last 24 hours it was given ${lengthOf(before)} already.`];
}

/** Null when the order may be given now. Throws `approval.waits_already`. */
export async function askSecond(
  context: Context,
  tx: Tx,
  by: Caller,
  device: { id: string; name: string },
  { order, reason }: OrderInput,
): Promise<Waits | null> {
  if (order.kind !== 'suspend_enforcement') return null;
  const { minutes } = order;
  const day = await suspensionNeedsSecond(context, tx, { id: device.id, schoolId: by.schoolId }, { minutes });
  if (day === null) return null;
  const { id, sentence } = await askApproval(context, tx, by, suspension, {
    subject: device.id,
    title: `Pause the rules on ${device.name} for ${lengthOf(minutes)}`,
    lines: [
      `For ${lengthOf(minutes)}, ${device.name} stops nothing: memory sticks, programs and the screen lock are left as the system has them.`,
      ...day,
      'It goes on reporting what it sees, and enforces again by itself afterwards.',
      `The time begins when ${device.name} hears of it, within a day of the yes.`,
    ],
    reason,
    payload: { deviceId: device.id, minutes },
  });
  return id === null ? null : { id, sentence };
}
