/** Enrolment codes and the approval queue. */
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import {
  codeInput,
  codeList,
  decided,
  decision,
  madeCode,
  queueQuery,
  waitingList,
} from '../../../shared/protocol/api/enrolment.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listCodes, makeCode, presentCode, withdrawCode } from './codes.ts';
import { decide } from './decide.ts';
import { readQueue } from './queue.ts';
import { codeSheet, queueSheet } from './sheet.ts';

const place = z.tuple([z.int(), z.string().max(60)]);
const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    ...withSheet(context, codeSheet, {
      method: 'get',
      path: '/enrolment-codes',
      summary: 'Enrolment codes, newest first, without the codes themselves',
      permission: 'codes.manage',
      query: pageQuery,
      response: codeList,
      async handle({ caller, query }) {
        const page = { before: readCursor(query.cursor, place), limit: query.limit + 1 };
        const found = await listCodes(context.db, caller.schoolId, page);
        const now = context.now();
        return pageOf(
          found,
          query.limit,
          row => presentCode(row, now),
          row => [row.created_at, row.id],
        );
      },
    }),
    route({
      method: 'post',
      path: '/enrolment-codes',
      summary: 'Make an enrolment code; it is shown this once',
      permission: 'codes.manage',
      body: codeInput,
      response: madeCode,
      status: 201,
      shownOnce: true,
      handle: ({ caller, body }) => makeCode(context, caller, body),
    }),
    route({
      method: 'delete',
      path: '/enrolment-codes/{id}',
      summary: 'Withdraw an enrolment code',
      permission: 'codes.manage',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await withdrawCode(context, caller, id);
      },
    }),
    ...withSheet(context, queueSheet, {
      method: 'get',
      path: '/queue',
      summary: 'Devices that wait for approval, oldest first or by name',
      permission: 'queue.read',
      query: queueQuery,
      response: waitingList,
      handle: ({ caller, query }) => readQueue(context, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/queue/decisions',
      summary: 'Approve or refuse devices, up to 200 at once, all or none',
      permission: 'queue.decide',
      body: decision,
      response: decided,
      handle: ({ caller, body }) => decide(context, caller, body),
    }),
  ];
}
