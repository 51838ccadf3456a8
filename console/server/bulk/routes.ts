/** `/bulk`: asked without `apply` it only says what would happen. */
import { bulkMove, bulkOrder, bulkOrderAnswer } from '../../../shared/protocol/api/bulk.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { moveMany } from './move.ts';
import { orderMany } from './order.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/bulk/moves',
      summary:
        'Move devices to a group, or ask a second person first; without `apply` it only says what would happen to each',
      permission: 'devices.edit',
      body: bulkMove,
      response: bulkOrderAnswer,
      handle: ({ caller, body }) => moveMany(context, caller, body),
    }),
    route({
      method: 'post',
      path: '/bulk/orders',
      summary:
        'Give one order to many devices, or ask a second person first; without `apply` it only says what would happen to each',
      permission: 'orders.give',
      body: bulkOrder,
      response: bulkOrderAnswer,
      handle: ({ caller, body }) => orderMany(context, caller, body),
    }),
  ];
}
