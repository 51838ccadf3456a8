/** `/disposals`: requests, the things in them, their storage and what was done to it. */
import * as z from 'zod';
import {
  disposalRules,
  governorsInput,
  matchInput,
  recordInput,
  storageInput,
  storagePatch,
  whyInput,
  writeOffInput,
} from '../../../shared/protocol/api/disposal-inputs.ts';
import { thingList, thingQuery } from '../../../shared/protocol/api/disposal-list.ts';
import {
  assetDisposal,
  disposalItem,
  disposals,
  logImported,
  writeOff,
  writeOffAsked,
} from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { sheetRoute } from '../sheets/index.ts';
import { keepItem } from './batches.ts';
import { enterMinute } from './governors.ts';
import { addStorage, changeStorage, putBack, refreshInside } from './inside.ts';
import { readItem } from './items.ts';
import { leaveOut } from './left-out.ts';
import { listThings } from './list.ts';
import { sayNone } from './no-storage.ts';
import { disposalOf } from './of-asset.ts';
import { readDisposals } from './outstanding.ts';
import { presentWriteOff } from './present.ts';
import { addRecord, importLog, matchByHand, setAside } from './records.ts';
import { batchRoutes } from './routes-batches.ts';
import { photoRoutes } from './routes-photos.ts';
import { readRules, saveRules } from './rules.ts';
import { disposalPage, disposalSheet } from './sheet.ts';
import { settleSighting } from './sightings.ts';
import { askWriteOff } from './write-offs.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    ...whole(context),
    ...requests(context),
    ...items(context),
    ...storage(context),
    ...lines(context),
    ...batchRoutes(context),
    ...photoRoutes(context),
  ];
}

function whole(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      method: 'get',
      path: '/disposals',
      summary: 'What is on its way out, and everything that is missing with the days outstanding',
      permission: 'disposals.read',
      response: disposals,
      handle: ({ caller }) => readDisposals(context, caller.schoolId),
    }),
    sheetRoute(context, disposalSheet, {
      path: '/disposals',
      summary: 'Everything that was to leave, thing by thing',
      permission: 'disposals.read',
      page: ({ caller }, cursor) => disposalPage(db, caller.schoolId, cursor),
    }),
    route({
      method: 'get',
      path: '/disposals/rules',
      summary: 'What the school decided about its disposals',
      permission: 'disposals.read',
      response: disposalRules,
      handle: ({ caller }) => readRules(db, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/disposals/rules',
      summary:
        'Decide the governors’ limit, how long papers are kept, the least that is done and what contractors accept; to a looser rule the headteacher agrees under /approvals',
      permission: 'disposals.edit',
      body: disposalRules,
      response: disposalRules,
      handle: ({ caller, body }) => saveRules(context, caller, body),
    }),
    route({
      method: 'post',
      path: '/disposals/sightings/{id}/settle',
      summary: 'Say what became of a device that reappeared',
      permission: 'disposals.edit',
      params,
      body: whyInput,
      response: null,
      handle: ({ caller, params: { id }, body }) => settleSighting(context, caller, id, body.reason),
    }),
  ];
}

function requests(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      method: 'post',
      path: '/disposals/write-offs',
      summary: 'Ask for assets to be written off; somebody else decides under /approvals',
      permission: 'disposals.edit',
      body: writeOffInput,
      response: writeOffAsked,
      status: 201,
      async handle({ caller, body }) {
        const { id, sentence } = await askWriteOff(context, caller, body);
        return { ...(await presentWriteOff(db, caller.schoolId, id)), sentence };
      },
    }),
    route({
      method: 'get',
      path: '/disposals/write-offs/{id}',
      summary: 'One request with its assets',
      permission: 'disposals.read',
      params,
      response: writeOff,
      handle: ({ caller, params: { id } }) => presentWriteOff(db, caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/disposals/write-offs/{id}/governors',
      summary: 'Enter the minute with which the governors agreed; never by who asked',
      permission: 'disposals.approve',
      params,
      body: governorsInput,
      response: writeOff,
      async handle({ caller, params: { id }, body }) {
        await enterMinute(context, caller, id, body);
        return presentWriteOff(db, caller.schoolId, id);
      },
    }),
  ];
}

function items(context: Context): RouteSpec[] {
  const { db } = context;
  const changing = { method: 'post', permission: 'disposals.edit', params, response: disposalItem } as const;
  return [
    route({
      method: 'get',
      path: '/disposals/items',
      summary: 'Everything that was ever to leave, the newest first',
      permission: 'disposals.read',
      query: thingQuery,
      response: thingList,
      handle: ({ caller, query }) => listThings(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/disposals/items/{id}',
      summary: 'One thing on its way out, with the storage in it and what was done to each',
      permission: 'disposals.read',
      params,
      response: disposalItem,
      handle: ({ caller, params: { id } }) => readItem(db, caller.schoolId, id),
    }),
    route({
      method: 'get',
      path: '/assets/{id}/disposal',
      summary: 'Where the disposal of an asset is told, and until when its papers are kept',
      permission: 'disposals.read',
      params,
      response: assetDisposal,
      handle: ({ caller, params: { id } }) => disposalOf(db, caller.schoolId, id),
    }),
    route({
      ...changing,
      path: '/disposals/items/{id}/read-inside',
      summary: 'Add the storage that the device itself sees now',
      async handle({ caller, params: { id } }) {
        return readItem(db, caller.schoolId, await refreshInside(context, caller, id));
      },
    }),
    route({
      ...changing,
      path: '/disposals/items/{id}/storage',
      summary: 'Add storage by hand',
      body: storageInput,
      async handle({ caller, params: { id }, body }) {
        return readItem(db, caller.schoolId, await addStorage(context, caller, id, body));
      },
    }),
    route({
      ...changing,
      path: '/disposals/items/{id}/no-storage',
      summary:
        'Say that somebody looked and there is no storage in it; of what had storage, a second person agrees under /approvals',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        await sayNone(context, caller, id, body.reason);
        return readItem(db, caller.schoolId, id);
      },
    }),
    route({
      ...changing,
      path: '/disposals/items/{id}/keep',
      summary: 'Keep it after all: back in stock',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        await keepItem(context, caller, id, body.reason);
        return readItem(db, caller.schoolId, id);
      },
    }),
  ];
}

function storage(context: Context): RouteSpec[] {
  const { db } = context;
  const changing = { permission: 'disposals.edit', params, response: disposalItem } as const;
  return [
    route({
      ...changing,
      method: 'patch',
      path: '/disposals/storage/{id}',
      summary: 'Enter a serial number read off a drive, its kind, or that the contractor destroys it',
      body: storagePatch,
      async handle({ caller, params: { id }, body }) {
        return readItem(db, caller.schoolId, await changeStorage(context, caller, id, body));
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/storage/{id}/leave-out',
      summary: 'Say that this storage is not in the thing, and why; a second person agrees under /approvals',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        return readItem(db, caller.schoolId, await leaveOut(context, caller, id, body.reason));
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/storage/{id}/put-back',
      summary: 'Say that storage that was left out is in the thing after all',
      async handle({ caller, params: { id } }) {
        return readItem(db, caller.schoolId, await putBack(context, caller, id));
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/storage/{id}/records',
      summary: 'Write down a wipe or a destruction; records are never changed',
      body: recordInput,
      async handle({ caller, params: { id }, body }) {
        return readItem(db, caller.schoolId, await addRecord(context, caller, id, body));
      },
    }),
  ];
}

const named = z.strictObject({
  name: z.string().min(1, 'Give the file a name').max(200),
  operator: z.string().trim().min(1, 'Say who ran the tool').max(100),
});

function lines(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/disposals/logs',
      summary:
        'Import the log of nwipe or its certificate of a disk (PDF): each drive is matched by its serial number',
      permission: 'disposals.edit',
      query: named,
      takes: 'file',
      response: logImported,
      handle: ({ caller, query, upload }) => importLog(context, caller, { ...query, upload }),
    }),
    route({
      method: 'post',
      path: '/disposals/lines/{id}/match',
      summary: 'Say which storage a line of a log or certificate is about',
      permission: 'disposals.edit',
      params,
      body: matchInput,
      response: null,
      handle: ({ caller, params: { id }, body }) => matchByHand(context, caller, id, body),
    }),
    route({
      method: 'post',
      path: '/disposals/lines/{id}/set-aside',
      summary: 'Say that a line concerns nothing that is disposed of here',
      permission: 'disposals.edit',
      params,
      body: whyInput,
      response: null,
      handle: ({ caller, params: { id }, body }) => setAside(context, caller, id, body.reason),
    }),
  ];
}
