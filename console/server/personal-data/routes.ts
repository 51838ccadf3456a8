/** `/personal-data`. */
import * as z from 'zod';
import {
  personalData,
  sent,
  subjectFileQuery,
  subjectList,
  subjectQuery,
} from '../../../shared/protocol/api/personal-data.ts';
import type { Context } from '../context.ts';
import { findDevice } from '../devices/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { fileOfOne } from './one-file.ts';
import { findSubjects, never, readPersonalData, whatIsSent } from './read.ts';

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
    route({
      method: 'get',
      path: '/devices/{id}/sends',
      summary: 'What a device sends, why, and for how long that is kept; and what no device sends',
      permission: 'devices.read',
      params: z.object({ id: z.string().max(60) }),
      response: sent,
      async handle({ caller, params: { id } }) {
        await findDevice(context.db, caller.schoolId, id);
        return { sent: await whatIsSent(context, caller.schoolId), never };
      },
    }),
    route({
      method: 'get',
      path: '/personal-data/people',
      summary: 'People of the school by their name, to take what is kept about one of them',
      permission: 'personal_data.read',
      query: subjectQuery,
      response: subjectList,
      handle: ({ caller, query }) => findSubjects(context, caller.schoolId, query.search),
    }),
    route({
      method: 'get',
      path: '/personal-data/people/{id}/export',
      summary: 'What is kept about one person, as CSV: a line for each field (subject access)',
      permission: 'personal_data.read',
      params: z.object({ id: z.string().max(60) }),
      query: subjectFileQuery,
      response: null,
      gives: 'file',
      handle: ({ caller, params, query }) => fileOfOne(context, caller, params.id, query.also),
    }),
  ];
}
