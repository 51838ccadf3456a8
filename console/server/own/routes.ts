/** `/own/…`: only ever of whoever asks. A token is nobody and holds nothing. */
import * as z from 'zod';
import { ownStatementInput, signature } from '../../../shared/protocol/api/loans.ts';
import {
  ownApprovals,
  ownComputers,
  ownLoans,
  ownProblem,
  ownProblemInput,
} from '../../../shared/protocol/api/own.ts';
import type { Context } from '../context.ts';
import { loansToDecide, signOwn, stateOwnUse } from '../loans/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { readOwnComputers, readOwnLoans, reportOwnProblem } from './own.ts';

const permission = 'own.read';
const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      ...{ method: 'get', path: '/own/computers', permission, response: ownComputers },
      summary: 'The computers that one holds, and how each promise stands there',
      handle: async ({ caller }) => ({ items: await readOwnComputers(context, caller), next: null }),
    }),
    route({
      ...{ method: 'get', path: '/own/loans', permission, response: ownLoans },
      summary: 'What one has or had on loan within a year, and what one signed',
      handle: async ({ caller }) => ({ items: await readOwnLoans(context, caller), next: null }),
    }),
    route({
      ...{ method: 'get', path: '/own/approvals', permission, response: ownApprovals },
      summary:
        'Loans off site that wait for one’s approval as the line manager; decided under /loans/ID/approval',
      handle: async ({ caller }) => ({ items: await loansToDecide(context, caller), next: null }),
    }),
    route({
      ...{ method: 'post', path: '/own/problems', permission: 'own.report', status: 201 },
      summary:
        'Report that something is wrong, on a computer of one’s own or elsewhere: it begins an incident',
      ...{ body: ownProblemInput, response: ownProblem },
      handle: ({ caller, body }) => reportOwnProblem(context, caller, body),
    }),
    route({
      ...{ method: 'post', path: '/own/loans/{id}/sign', permission: 'own.sign', params },
      summary: 'Sign for what one was asked to sign for, and take it',
      ...{ body: signature, response: ownLoans },
      async handle({ caller, params: { id }, body }) {
        await signOwn(context, caller, id, body);
        return { items: await readOwnLoans(context, caller), next: null };
      },
    }),
    route({
      ...{ method: 'post', path: '/own/loans/{id}/statement', permission: 'own.sign', params },
      summary: 'State the personal use of what one has on loan off site',
      ...{ body: ownStatementInput, response: ownLoans },
      async handle({ caller, params: { id }, body }) {
        await stateOwnUse(context, caller, id, body);
        return { items: await readOwnLoans(context, caller), next: null };
      },
    }),
  ];
}
