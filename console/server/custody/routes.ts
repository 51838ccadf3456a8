/** `/assets/{id}/custody`, and its PDF. */
import * as z from 'zod';
import { custodyChain, custodyInput } from '../../../shared/protocol/api/custody.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { addEntry, readChain } from './chain.ts';
import { custodyPaper } from './paper.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const chain = async (schoolId: string, id: string) => ({
    items: await readChain(context.db, schoolId, id),
    next: null,
  });
  return [
    route({
      method: 'get',
      path: '/assets/{id}/custody',
      summary: 'Who had a thing while it was quarantined as evidence, oldest first',
      permission: 'assets.read',
      params,
      response: custodyChain,
      handle: ({ caller, params: { id } }) => chain(caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/assets/{id}/custody',
      summary: 'Write down who has a quarantined thing now, where and under which seal; it is never changed',
      permission: 'assets.edit',
      params,
      body: custodyInput,
      response: custodyChain,
      status: 201,
      async handle({ caller, params: { id }, body }) {
        await addEntry(context, caller, id, body);
        return chain(caller.schoolId, id);
      },
    }),
    route({
      method: 'get',
      path: '/assets/{id}/custody/paper',
      summary: 'The chain of custody as a PDF',
      permission: 'assets.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => custodyPaper(context, caller, id),
    }),
  ];
}
