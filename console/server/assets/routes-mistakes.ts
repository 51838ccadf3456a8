/** What was entered by mistake, one by one or by a whole import, over the API. */
import * as z from 'zod';
import { assetImports, importUndone } from '../../../shared/protocol/api/asset-imports.ts';
import { mistakeCheck, mistakeInput, mistakeList } from '../../../shared/protocol/api/asset-mistakes.ts';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listImports, undoImport } from './import-undo.ts';
import { type LetGo, listMistakes, putBack, standsAgainst, takeOut } from './mistakes.ts';
import { importSheet, mistakeSheet } from './mistakes-sheet.ts';
import { findAsset } from './record.ts';

const params = z.object({ id: z.string().max(60) });

export function mistakeRoutes(context: Context, letGo: LetGo): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, mistakeSheet, {
      method: 'get',
      path: '/assets/mistakes',
      summary: 'What was taken out of the register as entered by mistake, last first, with its history',
      permission: 'assets.read',
      query: pageQuery,
      response: mistakeList,
      handle: ({ caller, query }) => listMistakes(db, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/assets/mistakes/{id}/put-back',
      summary: 'Put an asset back in the register that was no mistake after all',
      permission: 'assets.edit',
      params,
      response: null,
      handle: ({ caller, params: { id } }) => putBack(context, caller, id),
    }),
    ...withSheet(context, importSheet, {
      method: 'get',
      path: '/assets/imports',
      summary:
        'Spreadsheets that were imported into the register, newest first, and until when each can be undone',
      permission: 'assets.read',
      query: pageQuery,
      response: assetImports,
      handle: ({ caller, query }) => listImports(context, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/assets/imports/{id}/undo',
      summary: 'Undo an import: all rows to which nothing was done since; the others stay and are named',
      permission: 'assets.edit',
      params,
      response: importUndone,
      handle: ({ caller, params: { id } }) => undoImport(context, caller, id, letGo),
    }),
    route({
      method: 'get',
      path: '/assets/{id}/mistake',
      summary: 'What was done with an asset, so that it cannot be taken out as entered by mistake',
      permission: 'assets.edit',
      params,
      response: mistakeCheck,
      handle: async ({ caller, params: { id } }) => ({
        against: [...((await standsAgainst(db, [await findAsset(db, caller.schoolId, id)])).get(id) ?? [])],
      }),
    }),
    route({
      method: 'post',
      path: '/assets/{id}/mistake',
      summary:
        'Take an asset out of the register that was entered by mistake, while nothing was done with it',
      permission: 'assets.edit',
      params,
      body: mistakeInput,
      response: null,
      handle: ({ caller, params: { id }, body }) => takeOut(context, caller, id, body, letGo),
    }),
  ];
}
