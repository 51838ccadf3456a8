/** `/upkeep`. */
import { upkeep, upkeepQuery } from '../../../shared/protocol/api/upkeep.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { sheetRoute } from '../sheets/index.ts';
import { readUpkeep } from './read.ts';
import { yearSheet } from './sheet.ts';

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
    sheetRoute(context, yearSheet, {
      path: '/upkeep',
      summary: 'What the school’s things cost by financial year',
      permission: 'upkeep.read',
      filters: upkeepQuery,
      page: async ({ caller, query }) => {
        const { years } = await readUpkeep(context, caller, query.start);
        return { items: years, next: null };
      },
    }),
  ];
}
