/** The promises page. */
import { promises } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { readPromises } from './service.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/promises',
      summary: 'The school’s promises about its computers, and on how many each holds',
      permission: 'promises.read',
      response: promises,
      handle: ({ caller }) => readPromises(context, caller.schoolId),
    }),
  ];
}
