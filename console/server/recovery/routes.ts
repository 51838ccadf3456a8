/** Codes to be typed at a device that cannot be reached. */
import * as z from 'zod';
import { recoveryAnswer, recoveryInput, recoveryView } from '../../../shared/protocol/api/orders.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { giveCode, readRecovery } from './code.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/devices/{id}/recovery',
      summary: 'Whether recovery codes can be given for a device',
      permission: 'orders.read',
      params,
      response: recoveryView,
      handle: ({ caller, params: { id } }) => readRecovery(context, caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/recovery-codes',
      summary: 'Answer a challenge read out at a device with the code to type there',
      permission: 'recovery.give',
      params,
      body: recoveryInput,
      response: recoveryAnswer,
      shownOnce: true,
      handle: ({ caller, params: { id }, body }) => giveCode(context, caller, id, body),
    }),
  ];
}
