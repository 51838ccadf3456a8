/** Trolleys and class sets over the API. */
import * as z from 'zod';
import { assetSetInput, assetSetList } from '../../../shared/protocol/api/loans.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { deleteSet, listSets, saveSet } from './sets.ts';
import { setSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function setRoutes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, setSheet, {
      method: 'get',
      path: '/asset-sets',
      summary: 'Trolleys and class sets with what is in them',
      permission: 'loans.read',
      response: assetSetList,
      handle: ({ caller }) => listSets(db, caller.schoolId),
    }),
    route({
      method: 'post',
      path: '/asset-sets',
      summary: 'Make a set of things that are lent together',
      permission: 'loans.edit',
      body: assetSetInput,
      response: assetSetList,
      status: 201,
      async handle({ caller, body }) {
        await saveSet(context, caller, null, body);
        return listSets(db, caller.schoolId);
      },
    }),
    route({
      method: 'put',
      path: '/asset-sets/{id}',
      summary: 'Change a set',
      permission: 'loans.edit',
      params,
      body: assetSetInput,
      response: assetSetList,
      async handle({ caller, params: { id }, body }) {
        await saveSet(context, caller, id, body);
        return listSets(db, caller.schoolId);
      },
    }),
    route({
      method: 'delete',
      path: '/asset-sets/{id}',
      summary: 'Forget a set; the things stay',
      permission: 'loans.edit',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await deleteSet(context, caller, id);
      },
    }),
  ];
}
