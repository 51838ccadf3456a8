/** Labels over the API. */
import * as z from 'zod';
import { labelChoices, labelInput, labelSheet, labelTag } from '../../../shared/protocol/api/labels.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { printLabels, readChoices, readTag } from './print.ts';

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      method: 'get',
      path: '/labels',
      summary: 'What has no label yet, by place, and from which number to go on',
      permission: 'assets.read',
      response: labelChoices,
      handle: ({ caller }) => readChoices(db, caller.schoolId),
    }),
    route({
      method: 'post',
      path: '/labels',
      summary: 'Make a PDF of labels, also with tags that nothing has yet',
      permission: 'assets.edit',
      body: labelInput,
      response: labelSheet,
      handle: ({ caller, body }) => printLabels(context, caller, body),
    }),
    route({
      method: 'get',
      path: '/labels/{tag}',
      summary: 'What a code that was read belongs to',
      permission: 'assets.read',
      params: z.object({ tag: z.string().min(1).max(100) }),
      response: labelTag,
      handle: ({ caller, params: { tag } }) => readTag(db, caller.schoolId, tag),
    }),
  ];
}
