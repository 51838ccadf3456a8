/** `/media`: the school's own sticks and disks. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/media.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { moveMedium, patchMedium } from './change.ts';
import { createMedium } from './enter.ts';
import { importMedia } from './import.ts';
import { unregistered } from './seen.ts';
import { mediumSheet } from './sheet.ts';
import { listMedia, readMedium } from './store.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, mediumSheet, {
      method: 'get',
      path: '/media',
      summary: 'The school’s own sticks and disks',
      permission: 'media.read',
      query: api.mediumQuery,
      response: api.mediumList,
      handle: ({ caller, query }) => listMedia(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/media/seen',
      summary: 'Sticks that devices saw and nobody has registered',
      permission: 'media.read',
      response: api.seenMedia,
      handle: async ({ caller }) => ({ items: await unregistered(context, caller.schoolId), next: null }),
    }),
    route({
      method: 'get',
      path: '/media/{id}',
      summary: 'One of them, with its history',
      permission: 'media.read',
      params,
      response: api.mediumDetail,
      handle: ({ caller, params: { id } }) => readMedium(db, caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/media',
      summary: 'Register a stick: it may be used at every computer from its next contact on',
      permission: 'media.edit',
      body: api.mediumInput,
      response: api.mediumDetail,
      status: 201,
      handle: async ({ caller, body }) =>
        readMedium(db, caller.schoolId, await createMedium(context, caller, body)),
    }),
    route({
      method: 'patch',
      path: '/media/{id}',
      summary: 'Change what is written of it',
      permission: 'media.edit',
      params,
      body: api.mediumPatch,
      response: api.mediumDetail,
      async handle({ caller, params: { id }, body }) {
        await patchMedium(context, caller, id, body);
        return readMedium(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'post',
      path: '/media/{id}/state',
      summary: 'Issue it, take it back, say that it is lost or found, or retire it',
      permission: 'media.edit',
      params,
      body: api.mediumMove,
      response: api.mediumDetail,
      async handle({ caller, params: { id }, body }) {
        await moveMedium(context, caller, id, body);
        return readMedium(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'post',
      path: '/media/import',
      summary: 'Register sticks from CSV; without `apply` it only says what would happen',
      permission: 'media.edit',
      body: api.mediaImportInput,
      response: api.mediaImported,
      handle: ({ caller, body }) => importMedia(context, caller, body),
    }),
  ];
}
