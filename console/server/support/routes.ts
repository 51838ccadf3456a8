/** `/support-sessions`: the register of remote support, and asking for it. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/support.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { askToSupport, beginSession, endSession, withdrawSession } from './act.ts';
import { listSessions, readSession } from './list.ts';
import { changeRules, showRules } from './rules.ts';
import { supportSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, supportSheet, {
      method: 'get',
      path: '/support-sessions',
      summary: 'Who asked to look at which screen, the answer, and when it began and ended; newest first',
      permission: 'support.read',
      query: api.supportQuery,
      response: api.supportList,
      handle: ({ caller, query }) => listSessions(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/support-sessions/rules',
      summary: 'The school’s tool for remote support, and whose people are asked',
      permission: 'support.read',
      response: api.supportRulesView,
      handle: ({ caller }) => showRules(db, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/support-sessions/rules',
      summary: 'Change the tool, whose people are asked, and how long an answer is waited for',
      permission: 'support.rules',
      body: api.supportRules,
      response: api.supportRulesView,
      handle: ({ caller, body }) => changeRules(context, caller, body),
    }),
    route({
      method: 'post',
      path: '/devices/{id}/support-sessions',
      summary: 'Ask to look at a screen, or say that you will: the person there is asked or told',
      permission: 'support.use',
      params,
      body: api.supportInput,
      response: api.supportSession,
      status: 201,
      handle: async ({ caller, params: { id }, body }) =>
        readSession(db, caller.schoolId, await askToSupport(context, caller, id, body)),
    }),
    route({
      method: 'post',
      path: '/support-sessions/{id}/begin',
      summary: 'Begin what was allowed; answers the address of the school’s own tool',
      permission: 'support.use',
      params,
      response: api.supportBegun,
      async handle({ caller, params: { id } }) {
        const link = await beginSession(context, caller, id);
        return { session: await readSession(db, caller.schoolId, id), link };
      },
    }),
    route({
      method: 'post',
      path: '/support-sessions/{id}/end',
      summary: 'Say that it is over, and what was done',
      permission: 'support.use',
      params,
      body: api.supportEnd,
      response: api.supportSession,
      async handle({ caller, params: { id }, body }) {
        await endSession(context, caller, id, body.note);
        return readSession(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'delete',
      path: '/support-sessions/{id}',
      summary: 'Withdraw it before it has begun',
      permission: 'support.use',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await withdrawSession(context, caller, id);
      },
    }),
  ];
}
