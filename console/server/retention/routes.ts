/** `/retention/KEY`: the periods themselves are told with what they keep, at `/personal-data`. */
import * as z from 'zod';
import { period, periodChange, periodKey } from '../../../shared/protocol/api/retention.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { changePeriod } from './store.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'put',
      path: '/retention/{key}',
      summary: 'Change how long one kind of record is kept: longer counts at once, shorter in a week',
      permission: 'personal_data.change',
      proof: true,
      params: z.object({ key: periodKey }),
      body: periodChange,
      response: period,
      handle: ({ caller, params, body }) => changePeriod(context, caller, params.key, body.amount),
    }),
  ];
}
