/** `/asset-checks`, and those of one asset. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/asset-checks.ts';
import { findAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { readDue } from './due.ts';
import { enterChecks, listChecks, withdrawCheck } from './record.ts';
import { dueSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const told = (schoolId: string) => context.events.nudge(schoolId, ['assets']);
  return [
    ...withSheet(context, dueSheet, {
      method: 'get',
      path: '/asset-checks',
      summary: 'Tests and maintenance that are due, failed or were never done',
      permission: 'assets.read',
      query: api.dueQuery,
      response: api.dueChecks,
      handle: ({ caller, query }) => readDue(context, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/asset-checks',
      summary: 'Enter a test or maintenance of up to 500 assets, all or none',
      permission: 'assets.edit',
      body: api.assetCheckInput,
      response: api.checksEntered,
      status: 201,
      async handle({ caller, body }) {
        const count = await enterChecks(context, caller, body);
        told(caller.schoolId);
        return { count };
      },
    }),
    route({
      method: 'post',
      path: '/asset-checks/{id}/withdraw',
      summary: 'Say that an entry was wrong; it stays readable and no longer counts',
      permission: 'assets.edit',
      params,
      body: api.checkWithdrawal,
      response: null,
      async handle({ caller, params: { id }, body }) {
        await withdrawCheck(context, caller, id, body.why);
        told(caller.schoolId);
      },
    }),
    route({
      method: 'get',
      path: '/assets/{id}/checks',
      summary: 'Tests and maintenance of one asset, newest first',
      permission: 'assets.read',
      params,
      response: api.assetChecks,
      async handle({ caller, params: { id } }) {
        await findAsset(context.db, caller.schoolId, id);
        return listChecks(context.db, id);
      },
    }),
  ];
}
