/** `/requests`: the inbox. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/requests.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { decide, reopen } from './decide.ts';
import { makeRequest } from './make.ts';
import { requestSheet } from './sheet.ts';
import { listRequests, readRequest } from './store.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    ...withSheet(context, requestSheet, {
      method: 'get',
      path: '/requests',
      summary: 'What people ask for: what waits, or what was decided',
      permission: 'requests.read',
      query: api.requestQuery,
      response: api.requestList,
      handle: ({ caller, query }) => listRequests(context, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/requests/{id}',
      summary: 'One request, with what helps to decide',
      permission: 'requests.read',
      params,
      response: api.requestView,
      handle: ({ caller, params: { id } }) => readRequest(context, caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/requests',
      summary: 'Write down what somebody asked for in person; with `allow` it is approved in the same step',
      permission: 'requests.decide',
      body: api.requestInput,
      response: api.requestView,
      status: 201,
      async handle({ caller, body }) {
        const id = await makeRequest(context, caller, body);
        if (body.allow !== undefined)
          await decide(context, caller, {
            approve: [{ id, grant: body.request.kind === 'media' ? body.allow : undefined }],
            refuse: [],
            reason: '',
          });
        return readRequest(context, caller.schoolId, id);
      },
    }),
    route({
      method: 'post',
      path: '/requests/decisions',
      summary: 'Approve and refuse, up to a hundred at once',
      permission: 'requests.decide',
      body: api.requestDecisions,
      response: api.requestOutcomes,
      handle: async ({ caller, body }) => ({ items: await decide(context, caller, body) }),
    }),
    route({
      method: 'post',
      path: '/requests/{id}/reopen',
      summary: 'Undo a decision: it waits again, and a permission that was given ends',
      permission: 'requests.decide',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await reopen(context, caller, id);
      },
    }),
  ];
}
