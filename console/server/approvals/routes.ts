/** `/approvals`: what waits for a second person. */
import * as z from 'zod';
import {
  approval,
  approvalList,
  approvalNo,
  approvalQuery,
  approvalYes,
} from '../../../shared/protocol/api/approvals.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { sheetRoute } from '../sheets/index.ts';
import { approve, refuse, withdraw } from './decide.ts';
import type { AnyKind } from './kind.ts';
import { listApprovals, readApproval } from './present.ts';
import { approvalSheet } from './sheet.ts';
import { kindsOf } from './store.ts';

const list = {
  path: '/approvals',
  summary: 'What waits for a second person, and what became of what was asked lately',
  permission: 'approvals.read',
} as const;
const params = z.object({ id: z.string().max(60) });

/** `kinds`: everything that may be asked; main-rooms.ts lists them. */
export function routes(context: Context, kinds: readonly AnyKind[]): RouteSpec[] {
  const known = kindsOf(kinds);
  return [
    route({
      ...list,
      method: 'get',
      query: approvalQuery,
      response: approvalList,
      handle: ({ caller, query }) => listApprovals(context, known, caller, query),
    }),
    sheetRoute(context, approvalSheet, {
      ...list,
      filters: approvalQuery,
      async page({ caller, query }) {
        const { waiting, lately } = await listApprovals(context, known, caller, query);
        return { items: [...waiting, ...lately], next: null };
      },
    }),
    route({
      method: 'get',
      path: '/approvals/{id}',
      summary: 'One thing that a second person is asked to agree to, and what exactly a yes does',
      permission: 'approvals.read',
      params,
      response: approval,
      handle: ({ caller, params: { id } }) => readApproval(context, known, caller, id),
    }),
    route({
      method: 'post',
      path: '/approvals/{id}/approve',
      summary: 'Agree, as the second person: it is done at once',
      permission: 'approvals.read',
      proof: true,
      params,
      body: approvalYes,
      response: approval,
      async handle({ caller, params: { id }, body }) {
        await approve(context, known, caller, id, body.password);
        return readApproval(context, known, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/approvals/{id}/refuse',
      summary: 'Do not agree, as the second person',
      permission: 'approvals.read',
      params,
      body: approvalNo,
      response: approval,
      async handle({ caller, params: { id }, body }) {
        await refuse(context, known, caller, id, body.reason);
        return readApproval(context, known, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/approvals/{id}/withdraw',
      summary: 'Take back what one asked for',
      permission: 'approvals.read',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await withdraw(context, known, caller, id);
      },
    }),
  ];
}
