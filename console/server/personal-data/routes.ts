/** `/personal-data`. */
import { personalData } from '../../../shared/protocol/api/personal-data.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { readPersonalData } from './read.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/personal-data',
      summary: 'What is kept about people, of whom, why and how long, and who looked at it lately',
      permission: 'personal_data.read',
      response: personalData,
      handle: ({ caller }) => readPersonalData(context, caller.schoolId),
    }),
  ];
}
