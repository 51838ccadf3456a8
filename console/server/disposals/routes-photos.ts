/** `/disposals/batches/{id}/photos`: what was loaded, as it looked. */
import * as z from 'zod';
import { photoQuery } from '../../../shared/protocol/api/disposal-inputs.ts';
import { batch } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { addPhoto, removePhoto } from './photos.ts';
import { presentBatch } from './present.ts';

const params = z.object({ id: z.string().max(60) });

export function photoRoutes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/disposals/batches/{id}/photos',
      summary:
        'Add a photo of what is loaded, before the receipt is signed: PNG or JPEG, at most 15 MB; it loses where it was taken',
      permission: 'disposals.edit',
      params,
      query: photoQuery,
      takes: 'file',
      response: batch,
      status: 201,
      async handle({ caller, params: { id }, query, upload }) {
        await addPhoto(context, caller, id, query, upload);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      method: 'delete',
      path: '/disposals/photos/{id}',
      summary: 'Remove a photo for good, before the receipt is signed',
      permission: 'disposals.edit',
      params,
      response: batch,
      handle: async ({ caller, params: { id } }) =>
        presentBatch(context, caller.schoolId, await removePhoto(context, caller, id)),
    }),
  ];
}
