import * as z from 'zod';
import { waitsForYes } from '../../../shared/protocol/api/approvals.ts';
import { departureList, removal } from '../../../shared/protocol/api/devices.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { askAgain, readDepartures } from './again.ts';
import { removeDevice } from './remove.ts';
import { departureSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'delete',
      path: '/devices/{id}',
      summary: 'Remove a device from the console; it is told so when it is next seen',
      permission: 'devices.edit',
      params,
      body: removal,
      response: null,
      async handle({ caller, params: { id }, body }) {
        await removeDevice(context, caller, id, body.reason);
      },
    }),
    ...withSheet(context, departureSheet, {
      method: 'get',
      path: '/departures',
      summary:
        'Removed devices that go on counting as not known until a second person agrees that they have left',
      permission: 'devices.read',
      response: departureList,
      handle: ({ caller }) => readDepartures(context.db, caller.schoolId),
    }),
    route({
      method: 'post',
      path: '/departures/{id}/ask',
      summary: 'Ask a second person again whether a removed device has left',
      permission: 'devices.edit',
      params,
      body: removal,
      response: waitsForYes.or(z.object({ waits: z.null() })),
      handle: ({ caller, params: { id }, body }) => askAgain(context, caller, id, body.reason),
    }),
  ];
}
