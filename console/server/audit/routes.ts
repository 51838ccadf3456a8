/** `/audit-log`: the change log. */
import { auditList } from '../../../shared/protocol/api/accounts.ts';
import { auditManual, auditPeople, auditQuery } from '../../../shared/protocol/api/audit.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { enterByHand } from './manual.ts';
import { listActors, listEntries } from './read.ts';
import { auditSheet } from './sheet.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    ...withSheet(context, auditSheet, {
      method: 'get',
      path: '/audit-log',
      summary: 'What was done and by whom, newest first',
      permission: 'audit.read',
      query: auditQuery,
      response: auditList,
      handle: ({ caller, query }) => listEntries(context, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/audit-log/people',
      summary: 'Who has entries in the log, for its filter',
      permission: 'audit.read',
      response: auditPeople,
      handle: async ({ caller }) => ({ items: await listActors(context, caller.schoolId), next: null }),
    }),
    route({
      method: 'post',
      path: '/audit-log/entries',
      summary:
        'Enter a change that was made elsewhere, such as in the web filter; it cannot be changed later',
      permission: 'audit.enter',
      body: auditManual,
      response: null,
      async handle({ caller, body }) {
        await enterByHand(context, caller, body);
      },
    }),
  ];
}
