/** `/directories`: the set-up; `/session/directory…`: coming in, and connecting one's own account. */
import * as z from 'zod';
import { id } from '../../../shared/protocol/api/common.ts';
import * as api from '../../../shared/protocol/api/directories.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { changeDirectory, createDirectory, presentDirectory, removeDirectory } from './change.ts';
import { beginConnecting, disconnect, finishConnecting, listConnections } from './connect.ts';
import { createProvider, type Provider } from './provider.ts';
import { directorySheet } from './sheet.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';
import { findDirectory, kindOf, listDirectories } from './store.ts';

const one = z.object({ id });

export function routes(context: Context): RouteSpec[] {
  const provider = createProvider(context);
  return [
    ...setUpRoutes(context, provider),
    ...doorRoutes(context, provider),
    ...ownRoutes(context, provider),
  ];
}

function setUpRoutes(context: Context, provider: Provider): RouteSpec[] {
  const { db } = context;
  const permission = 'directories.manage';
  return [
    ...withSheet(context, directorySheet, {
      ...{ method: 'get', path: '/directories', permission, response: api.directoryList },
      summary: 'Directories by which people sign in',
      async handle({ caller }) {
        const rows = await listDirectories(db, caller.schoolId);
        return { items: await Promise.all(rows.map(row => presentDirectory(context, db, row))), next: null };
      },
    }),
    route({
      ...{ method: 'post', path: '/directories', permission, proof: true, status: 201 },
      ...{ body: api.directoryInput, response: api.directoryGiven },
      summary:
        'Let people sign in with a directory; groups get a role only as they are listed here, and after a second person’s yes where it decides something',
      handle: ({ caller, body }) => createDirectory(context, caller, body),
    }),
    route({
      ...{ method: 'patch', path: '/directories/{id}', permission, proof: true, params: one },
      ...{ body: api.directoryPatch, response: api.directoryGiven },
      summary:
        'Change its name, client, secret or groups; what its groups give waits for a second person where it decides something',
      handle: ({ caller, params, body }) => changeDirectory(context, caller, params.id, body),
    }),
    route({
      ...{ method: 'post', path: '/directories/{id}/check', permission, params: one },
      response: api.directoryAnswers,
      summary: 'Ask it now to describe itself',
      handle: async ({ caller, params }) => ({
        issuer: await provider.check(await findDirectory(db, params.id, caller.schoolId)),
      }),
    }),
    route({
      ...{
        method: 'delete',
        path: '/directories/{id}',
        permission,
        proof: true,
        params: one,
        response: null,
      },
      summary: 'Remove it; whoever came in by it is signed out',
      handle: ({ caller, params }) => removeDirectory(context, caller, params.id),
    }),
  ];
}

function doorRoutes(context: Context, provider: Provider): RouteSpec[] {
  return [
    route({
      ...{
        method: 'get',
        path: '/session/directories',
        permission: 'public',
        response: api.directoryButtons,
      },
      summary: 'Directories by which one may sign in here',
      async handle() {
        const rows = await context.db.selectFrom('directory').selectAll().orderBy('id').execute();
        const items = rows.map(row => ({ id: row.id, kind: kindOf(row), label: row.label }));
        return { items, next: null };
      },
    }),
    route({
      ...{ method: 'post', path: '/session/directory/start', permission: 'public' },
      ...{ body: api.directoryStart, response: api.directoryStarted },
      summary: 'Where the browser goes to sign in with a directory, and what its tab keeps until it is back',
      handle: ({ body }) => beginSignIn(context, provider, body.directoryId),
    }),
    route({
      ...{ method: 'post', path: '/session/directory', permission: 'public' },
      ...{ body: api.directoryReturn, response: null },
      summary: 'Sign in with what the directory sent back, and with a code where one is asked for',
      async handle({ body, from }, reply) {
        const { token, known } = await finishSignIn(context, provider, body, from);
        reply.setSession(token);
        if (known !== null) reply.setKnown?.(known);
        return null;
      },
    }),
  ];
}

function ownRoutes(context: Context, provider: Provider): RouteSpec[] {
  const permission = 'session.own';
  return [
    route({
      ...{ method: 'get', path: '/session/connections', permission, response: api.connections },
      summary: 'Directories with which one’s own account is connected',
      handle: ({ caller }) => listConnections(context, caller),
    }),
    route({
      ...{ method: 'post', path: '/session/connections/start', permission, proof: true },
      ...{ body: api.directoryStart, response: api.directoryStarted },
      summary: 'Where the browser goes to connect one’s own account with a directory',
      handle: ({ caller, body }) => beginConnecting(context, provider, caller, body.directoryId),
    }),
    route({
      ...{
        method: 'post',
        path: '/session/connections',
        permission,
        body: api.directoryReturn,
        response: null,
      },
      summary: 'Connect one’s own account with what the directory sent back',
      async handle({ caller, body }) {
        await finishConnecting(context, provider, caller, body);
        return null;
      },
    }),
    route({
      ...{ method: 'delete', path: '/session/connections/{id}', permission, proof: true },
      ...{ params: one, response: null },
      summary: 'Part one’s own account from a directory',
      handle: ({ caller, params }) => disconnect(context, caller, params.id),
    }),
  ];
}
