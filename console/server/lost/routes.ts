/** `/devices/{id}/lost`: reporting a device lost or stolen, and its release. */
import * as z from 'zod';
import { lostAnswer, lostGiven, lostInput, releaseInput } from '../../../shared/protocol/api/lost.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { releaseLost, reportLost, showLost } from './report.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/devices/{id}/lost',
      summary: 'Whether a device is reported lost or stolen, or when it last was',
      permission: 'orders.read',
      params,
      response: lostAnswer,
      handle: async ({ caller, params: { id } }) => ({ lost: await showLost(context, caller.schoolId, id) }),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/lost',
      summary:
        'Report a device lost or stolen: after a second person’s yes it locks and says so at its next contact',
      permission: 'orders.give',
      params,
      body: lostInput,
      response: lostGiven,
      status: 201,
      handle: ({ caller, params: { id }, body }) => reportLost(context, caller, id, body),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/lost/release',
      summary: 'Release a device that was reported lost or stolen',
      permission: 'orders.give',
      params,
      body: releaseInput,
      response: lostAnswer,
      async handle({ caller, params: { id }, body }) {
        await releaseLost(context, caller, id, body.reason);
        return { lost: await showLost(context, caller.schoolId, id) };
      },
    }),
  ];
}
