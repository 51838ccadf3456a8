/** `/tokens`: what programs sign in with. */
import * as z from 'zod';
import { madeToken, tokenChoices, tokenInput, tokenList } from '../../../shared/protocol/api/accounts.ts';
import { id, pageQuery, type Role, roles } from '../../../shared/protocol/api/common.ts';
import { type Permission, permissionsOf } from '../access.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { tokenSheet } from './sheet.ts';
import { askForToken, presentToken, withdrawToken } from './tokens.ts';

const place = z.tuple([z.string()]);

export function tokenRoutes(context: Context): RouteSpec[] {
  const { db, events } = context;
  return [
    ...withSheet(context, tokenSheet, {
      method: 'get',
      path: '/tokens',
      summary: 'Tokens that have not been withdrawn, newest first',
      permission: 'tokens.manage',
      query: pageQuery,
      response: tokenList,
      async handle({ caller, query }) {
        const before = readCursor(query.cursor, place);
        let rows = db
          .selectFrom('api_token')
          .selectAll()
          .where('school_id', '=', caller.schoolId)
          .where('revoked_at', 'is', null);
        if (before !== undefined) rows = rows.where('id', '<', before[0]);
        const found = await rows
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute();
        return pageOf(found, query.limit, presentToken, row => [row.id]);
      },
    }),
    route({
      ...{ method: 'get', path: '/tokens/choices', permission: 'tokens.manage', response: tokenChoices },
      summary: 'What a token of each role may be kept to',
      handle: () => ({
        roles: Object.fromEntries(roles.map(role => [role, permissionsOf(role)])) as Record<
          Role,
          Permission[]
        >,
      }),
    }),
    route({
      method: 'post',
      path: '/tokens',
      summary:
        'Make a token; it is shown once, and a second person agrees first where it may do more than read',
      permission: 'tokens.manage',
      body: tokenInput,
      proof: true,
      response: madeToken,
      status: 201,
      shownOnce: true,
      async handle({ caller, body }) {
        const made = await askForToken(context, caller, body);
        events.nudge(caller.schoolId, ['people']);
        return made;
      },
    }),
    route({
      method: 'delete',
      path: '/tokens/{id}',
      summary: 'Withdraw a token; it stops working at once',
      permission: 'tokens.manage',
      params: z.object({ id }),
      response: null,
      async handle({ caller, params }) {
        await withdrawToken(context, caller, params.id);
        events.nudge(caller.schoolId, ['people']);
        return null;
      },
    }),
  ];
}
