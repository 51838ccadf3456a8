/** `/assets/{id}/files`, and each file. */
import * as z from 'zod';
import { assetFileQuery, assetFiles } from '../../../shared/protocol/api/asset-files.ts';
import { findAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { addFile, giveFile, listFiles, removeFile } from './keep.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/assets/{id}/files',
      summary: 'Photos and papers of an asset, newest first',
      permission: 'assets.read',
      params,
      response: assetFiles,
      async handle({ caller, params: { id } }) {
        await findAsset(context.db, caller.schoolId, id);
        return listFiles(context.db, id);
      },
    }),
    route({
      method: 'post',
      path: '/assets/{id}/files',
      summary:
        'Add a photo or paper: PDF, PNG, JPEG or text, at most 15 MB; a photo loses where it was taken',
      permission: 'assets.edit',
      params,
      query: assetFileQuery,
      takes: 'file',
      response: assetFiles,
      status: 201,
      async handle({ caller, params: { id }, query, upload }) {
        await addFile(context, caller, id, query, upload);
        context.events.nudge(caller.schoolId, ['assets']);
        return listFiles(context.db, id);
      },
    }),
    route({
      method: 'get',
      path: '/asset-files/{id}',
      summary: 'A photo or paper of an asset, as it was kept',
      permission: 'assets.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => giveFile(context, caller.schoolId, id),
    }),
    route({
      method: 'delete',
      path: '/asset-files/{id}',
      summary: 'Remove a photo or paper for good',
      permission: 'assets.edit',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await removeFile(context, caller, id);
        context.events.nudge(caller.schoolId, ['assets']);
      },
    }),
  ];
}
