/** A no goes back to the computer at which somebody asked, and is told to them there. */
import type { RequestAnswer } from '../../../shared/protocol/answer.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { forgetEnded, type OrderRow, placeOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { bodyOf, type RequestRow } from './store.ts';
import { titleOf } from './words.ts';

/** Null where nobody asked at a computer, or that computer hears nothing of us any more. */
export async function tellAnswer(
  context: Context,
  tx: Tx,
  by: Caller,
  row: RequestRow,
  state: RequestAnswer['state'],
  answer: string,
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
    },
    reason: '',
  });
}
