/** Orders to one device. */
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import { orderAnswer, orderInput, orderList } from '../../../shared/protocol/api/orders.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { notFound } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { giveOrder, presentOrder, withdrawOrder } from './service.ts';
import { orderSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });
const place = z.tuple([z.int(), z.string().max(60)]);

export function routes(context: Context): RouteSpec[] {
  return [
    ...withSheet(context, orderSheet, {
      method: 'get',
      path: '/devices/{id}/orders',
      summary: 'Orders to a device, newest first, and what became of them',
      permission: 'orders.read',
      params,
      query: pageQuery,
      response: orderList,
      async handle({ caller, params: { id }, query }) {
        const device = await findDeviceRecord(context.db, id);
        if (device === undefined || device.school_id !== caller.schoolId) throw notFound('device');
        const before = readCursor(query.cursor, place);
        const found = await context.db
          .selectFrom('device_order')
          .selectAll()
          .where('device_id', '=', id)
          .$if(before !== undefined, select =>
            select.where(eb =>
              eb.or([
                eb('created_at', '<', before?.[0] ?? 0),
                eb.and([eb('created_at', '=', before?.[0] ?? 0), eb('id', '<', before?.[1] ?? '')]),
              ]),
            ),
          )
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute();
        return pageOf(found, query.limit, presentOrder, row => [row.created_at, row.id]);
      },
    }),
    route({
      method: 'post',
      path: '/devices/{id}/orders',
      summary:
        'Order one device to do one thing once; sent at once, or when it is next connected, or after a second person’s yes',
      permission: 'orders.give',
      params,
      body: orderInput,
      response: orderAnswer,
      status: 201,
      handle: ({ caller, params: { id }, body }) => giveOrder(context, caller, id, body),
    }),
    route({
      method: 'delete',
      path: '/devices/{id}/orders/{orderId}',
      summary: 'Withdraw an order that has not ended',
      permission: 'orders.give',
      params: params.extend({ orderId: z.string().max(60) }),
      response: null,
      async handle({ caller, params: { id, orderId } }) {
        await withdrawOrder(context, caller, id, orderId);
      },
    }),
  ];
}
