/** Signing out, restarting and switching off because the console ordered it. */

import type { ControlMeaning, ControlPolicy } from '../../../shared/controls/control.ts';
import { policy } from '../../../shared/controls/power/policy.ts';
import { type CallOff, type LeaveOrder, leaveKinds } from '../../../shared/protocol/leave.ts';
import type { Order } from '../../../shared/protocol/order.ts';

export type { Hand } from './hand.ts';
export { handOf } from './hands.ts';
export { Leaving } from './leaving.ts';

export const isLeaving = (order: Order): order is LeaveOrder | CallOff =>
  order.kind === 'call_off' || leaveKinds.some(kind => kind === order.kind);

/** What the rule for switching off after school lets people do, whatever its mode is. */
export function mayPutOff(
  watched: readonly { meaning: ControlMeaning }[],
  partFor: (meaning: ControlMeaning) => ControlPolicy,
): { times: number; minutes: number } {
  const power = watched.find(({ meaning }) => meaning.key === 'power');
  const { deferrals, deferMinutes } = policy.parse(power === undefined ? {} : partFor(power.meaning));
  return { times: deferrals, minutes: deferMinutes };
}
