/** The answer goes back to the computer at which somebody asked, and is told to them there. */
import type { RequestAnswer } from '../../../shared/protocol/answer.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { forgetEnded, type OrderRow, placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { isIn } from './outcome.ts';
import { bodyOf, type RequestRow } from './store.ts';
import { titleOf } from './words.ts';

/** Of a version that was put in force longer ago nobody is told any more. */
const lateMs = 30 * 24 * 3600_000;

type Said = Pick<RequestAnswer, 'state' | 'until'> & { answer?: string };

/** Null where nobody asked at a computer, or that computer hears nothing of us any more. */
export async function tellAnswer(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  row: RequestRow,
  { state, answer = '', until }: Said,
): Promise<OrderRow | null> {
  const { device_id: deviceId, made_by: madeBy, person } = row;
  if (deviceId === null || madeBy !== null || person === '') return null;
  const device = await findDeviceRecord(tx, deviceId);
  if (device?.status !== 'approved') return null;
  // The sentence stays in the request, for as long as that is kept, and not in the list of orders.
  await forgetEnded(tx, deviceId, 'request_answer');
  const request = bodyOf(row);
  return placeOrder(context, tx, by, deviceId, {
    order: {
      ...{ kind: 'request_answer', requestId: row.id, state, what: request.kind, person },
      title: request.kind === 'software' ? titleOf(request).slice(0, 120) : '',
      ...{ by: by.name.slice(0, 100), answer, at: context.now() },
      ...(until === undefined ? {} : { until }),
    },
    reason: '',
  });
}

/** A program is approved once the policy that says so is in force: whoever asked is told then, once. */
async function tellApproved(context: Context, schoolId: string): Promise<void> {
  const found = await context.db
    .selectFrom('request')
    .innerJoin('policy_version', 'policy_version.id', 'request.version_id')
    .innerJoin('device', 'device.id', 'request.device_id')
    .selectAll('request')
    .select('policy_version.settings')
    .where('request.school_id', '=', schoolId)
    .where('request.status', '=', 'approved')
    // The order by which they were told.
    .where('request.order_id', 'is', null)
    .where('request.made_by', 'is', null)
    .where('request.person', '!=', '')
    .where('policy_version.status', '=', 'in_force')
    .where('policy_version.in_force_at', '>', context.now() - lateMs)
    .where('device.status', '=', 'approved')
    .execute();
  for (const { settings, ...row } of found) {
    if (!isIn(settings, row)) continue;
    const by = { schoolId, id: 'console', name: row.decided_by ?? 'Caretaker' };
    const placed = await context.db.transaction().execute(async tx => {
      const order = await tellAnswer(context, tx, by, row, { state: 'approved' });
      if (order !== null)
        await tx.updateTable('request').set({ order_id: order.id }).where('id', '=', row.id).execute();
      return order;
    });
    if (placed !== null) await sendOrder(context, placed);
  }
}

/** At each change of policies, until the answer is called. */
export function startAnswering(context: Context): () => Promise<void> {
  let running = Promise.resolve();
  const look = (schoolId: string) => {
    running = running
      .then(() => tellApproved(context, schoolId))
      .catch(error => context.log.error({ err: error }, 'who asked for a program was not told'));
  };
  const forget = context.events.onNudge((schoolId, { topics }) => {
    if (topics.includes('policies')) look(schoolId);
  });
  return async () => {
    forget();
    await running;
  };
}
