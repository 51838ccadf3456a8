/** `/reviews`. */
import * as z from 'zod';
import { reviewEntryInput, reviewInput, reviewList } from '../../../shared/protocol/api/reviews.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listReviews } from './present.ts';
import { addLook, saveReview } from './record.ts';
import { reviewSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const list = async (schoolId: string) => ({ items: await listReviews(context, schoolId), next: null });
  const editing = { permission: 'reviews.edit', response: reviewList } as const;
  return [
    ...withSheet(context, reviewSheet, {
      ...{ method: 'get', path: '/reviews', permission: 'reviews.read', response: reviewList },
      summary: 'What is looked at on set days, and how each stands',
      handle: ({ caller }) => list(caller.schoolId),
    }),
    route({
      ...{ ...editing, method: 'post', path: '/reviews', body: reviewInput, status: 201 },
      summary: 'Enter something that is to be looked at on set days',
      async handle({ caller, body }) {
        await saveReview(context, caller, null, body);
        return list(caller.schoolId);
      },
    }),
    route({
      ...{ ...editing, method: 'put', path: '/reviews/{id}', params, body: reviewInput },
      summary: 'Change it as the caller last saw it',
      async handle({ caller, params: { id }, body }) {
        await saveReview(context, caller, id, body);
        return list(caller.schoolId);
      },
    }),
    route({
      ...{ ...editing, method: 'post', path: '/reviews/{id}/entries', params, status: 201 },
      ...{ body: reviewEntryInput },
      summary: 'Write down that somebody looked, and how it was',
      async handle({ caller, params: { id }, body }) {
        await addLook(context, caller, id, body);
        return list(caller.schoolId);
      },
    }),
  ];
}
