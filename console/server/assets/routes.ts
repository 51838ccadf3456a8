/** The register over the API. */
import * as z from 'zod';
import {
  assetExportQuery,
  importCheck,
  importCheckQuery,
  importQuery,
} from '../../../shared/protocol/api/asset-imports.ts';
import { assetMachineAnswer } from '../../../shared/protocol/api/asset-machine.ts';
import {
  asset,
  assetChoices,
  assetHistory,
  assetInput,
  assetLinkInput,
  assetList,
  assetPatch,
  assetQuery,
  assetStateInput,
  assetSuggestions,
  assetUnlinkInput,
} from '../../../shared/protocol/api/assets.ts';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { createAsset, linkDevice, patchAsset, unlinkDevice } from './change.ts';
import { exportAssets } from './export.ts';
import { assetHistorySheet } from './history-sheet.ts';
import { checkImport, runImport } from './import.ts';
import { insuranceList } from './insurance.ts';
import { listAssets, readChoices, readHistory } from './list.ts';
import { readMachine } from './machine.ts';
import type { LetGo } from './mistakes.ts';
import { changeState } from './move.ts';
import { presentAsset } from './present.ts';
import { findAsset } from './record.ts';
import { registerPaper } from './register-paper.ts';
import { mistakeRoutes } from './routes-mistakes.ts';
import { readSuggestions } from './suggestions.ts';

const params = z.object({ id: z.string().max(60) });

/** `letGo`: of the room that expects things, which builds on this one. */
export function routes(context: Context, letGo: LetGo = async () => undefined): RouteSpec[] {
  return [...reading(context), ...changing(context), ...sheets(context), ...mistakeRoutes(context, letGo)];
}

const one = async (context: Context, caller: Caller, id: string) =>
  presentAsset(context.db, await findAsset(context.db, caller.schoolId, id), context.now());

function reading(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      method: 'get',
      path: '/assets',
      summary: 'The register: paged by cursor, sorted, filtered and searched',
      permission: 'assets.read',
      query: assetQuery,
      response: assetList,
      handle: ({ caller, query }) => listAssets(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/assets/choices',
      summary: 'Places, holders, suppliers and funds that are in use',
      permission: 'assets.read',
      response: assetChoices,
      handle: ({ caller }) => readChoices(db, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/assets/suggestions',
      summary:
        'Assets and devices with one serial number that are not linked, and devices that stand in no register',
      permission: 'assets.read',
      response: assetSuggestions,
      handle: ({ caller }) => readSuggestions(db, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/assets/{id}',
      summary: 'One asset with the origin of its facts',
      permission: 'assets.read',
      params,
      response: asset,
      handle: ({ caller, params: { id } }) => one(context, caller, id),
    }),
    route({
      method: 'get',
      path: '/assets/{id}/machine',
      summary: 'What the agent of a linked device says of the machine, with its date',
      permission: 'assets.read',
      params,
      response: assetMachineAnswer,
      handle: async ({ caller, params: { id } }) => ({ machine: await readMachine(db, caller.schoolId, id) }),
    }),
    ...withSheet(context, assetHistorySheet, {
      method: 'get',
      path: '/assets/{id}/history',
      summary: 'Every change of an asset, newest first',
      permission: 'assets.read',
      params,
      query: pageQuery,
      response: assetHistory,
      async handle({ caller, params: { id }, query }) {
        await findAsset(db, caller.schoolId, id);
        return readHistory(db, caller.schoolId, id, query);
      },
    }),
  ];
}

function changing(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/assets',
      summary: 'Enter an asset in the register',
      permission: 'assets.edit',
      body: assetInput,
      response: asset,
      status: 201,
      handle: async ({ caller, body }) => one(context, caller, await createAsset(context, caller, body)),
    }),
    route({
      method: 'patch',
      path: '/assets/{id}',
      summary: 'Change fields of an asset as the caller last saw it',
      permission: 'assets.edit',
      params,
      body: assetPatch,
      response: asset,
      async handle({ caller, params: { id }, body }) {
        await patchAsset(context, caller, id, body);
        return one(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/assets/{id}/state',
      summary: 'Move an asset on in its life',
      permission: 'assets.edit',
      params,
      body: assetStateInput,
      response: asset,
      async handle({ caller, params: { id }, body }) {
        await changeState(context, caller, id, body);
        return one(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/assets/{id}/link',
      summary: 'Say which enrolled device an asset is',
      permission: 'assets.edit',
      params,
      body: assetLinkInput,
      response: asset,
      async handle({ caller, params: { id }, body }) {
        await linkDevice(context, caller, id, body);
        return one(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/assets/{id}/unlink',
      summary: 'Say that an asset is not that device after all',
      permission: 'assets.edit',
      params,
      body: assetUnlinkInput,
      response: asset,
      async handle({ caller, params: { id }, body }) {
        await unlinkDevice(context, caller, id, body.revision);
        return one(context, caller, id);
      },
    }),
  ];
}

function sheets(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/assets/import/check',
      summary: 'Say what an import of a CSV file or Excel workbook would do, row by row; changes nothing',
      permission: 'assets.edit',
      query: importCheckQuery,
      takes: 'file',
      response: importCheck,
      handle: ({ caller, query, upload }) => checkImport(context, caller, { ...query, upload }),
    }),
    route({
      method: 'post',
      path: '/assets/import',
      summary:
        'Import a file that was checked, in one transaction. Answers JSON line by line: how far it is, then what it did or why not; ending the connection before then cancels it',
      permission: 'assets.edit',
      query: importQuery,
      takes: 'file',
      response: null,
      gives: 'file',
      async handle({ caller, query, upload }) {
        const bytes = await runImport(context, caller, { ...query, upload });
        return { name: 'import.ndjson', type: 'application/x-ndjson', bytes };
      },
    }),
    route({
      method: 'get',
      path: '/assets/export',
      summary: 'The whole register as CSV, as an Excel workbook, or under the headings of Snipe-IT',
      permission: 'assets.read',
      query: assetExportQuery,
      response: null,
      gives: 'file',
      handle: ({ caller, query }) => exportAssets(context, caller, query.as),
    }),
    route({
      method: 'get',
      path: '/assets/insurance',
      summary: 'What the school owns as a PDF for the insurer or auditor: by kind, with cost and book value',
      permission: 'assets.read',
      response: null,
      gives: 'file',
      handle: ({ caller }) => insuranceList(context, caller),
    }),
    route({
      method: 'get',
      path: '/assets/register',
      summary: 'The whole asset register as a PDF, by kind, with what has left at its end',
      permission: 'assets.read',
      response: null,
      gives: 'file',
      handle: ({ caller }) => registerPaper(context, caller),
    }),
  ];
}
