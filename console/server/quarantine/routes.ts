/** `/devices/{id}/quarantine`: keeping a device as evidence, and its release; `/quarantines`: all that are. */
import * as z from 'zod';
import {
  quarantineAnswer,
  quarantineGiven,
  quarantineInput,
  quarantineList,
  quarantineQuery,
  quarantineReleaseInput,
} from '../../../shared/protocol/api/quarantine.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { quarantineDevice, releaseDevice } from './order.ts';
import { lastQuarantine, listQuarantines } from './store.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/devices/{id}/quarantine',
      summary: 'Whether a device is kept as evidence, or when it last was',
      permission: 'orders.read',
      params,
      response: quarantineAnswer,
      handle: async ({ caller, params: { id } }) => ({
        quarantine: await lastQuarantine(context.db, caller.schoolId, id),
      }),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/quarantine',
      summary:
        'Keep a device as evidence: after a second person’s yes nothing may be changed on it, and its network may be cut',
      permission: 'orders.give',
      params,
      body: quarantineInput,
      response: quarantineGiven,
      status: 201,
      handle: ({ caller, params: { id }, body }) => quarantineDevice(context, caller, id, body),
    }),
    route({
      method: 'get',
      path: '/quarantines',
      summary: 'What is kept as evidence, or was, newest first',
      permission: 'incidents.read',
      query: quarantineQuery,
      response: quarantineList,
      handle: ({ caller, query }) => listQuarantines(context.db, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/quarantine/release',
      summary: 'Release a device that is kept as evidence, after a second person’s yes',
      permission: 'orders.give',
      params,
      body: quarantineReleaseInput,
      response: quarantineGiven,
      handle: ({ caller, params: { id }, body }) => releaseDevice(context, caller, id, body),
    }),
  ];
}
