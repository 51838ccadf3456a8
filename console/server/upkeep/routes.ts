/** `/upkeep`. */
import { upkeep, upkeepQuery } from '../../../shared/protocol/api/upkeep.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { readUpkeep } from './read.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/upkeep',
      summary:
        'What of the school’s things needs somebody, and what they cost, are worth and will cost by year',
      permission: 'upkeep.read',
      query: upkeepQuery,
      response: upkeep,
      handle: ({ caller, query }) => readUpkeep(context, caller, query.start),
    }),
  ];
}
