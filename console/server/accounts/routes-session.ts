/** `/session`: who I am, coming in, going. */
import {
  passkeyAnswer,
  passkeyOptions,
  session,
  setPassword,
  signIn,
  useLink,
} from '../../../shared/protocol/api/accounts.ts';
import type { Context } from '../context.ts';
import { type Reply, type RouteSpec, route } from '../route.ts';
import { describeSession, setOwnPassword, signOut } from './own-session.ts';
import { askPasskey, signInWithPasskey } from './passkeys.ts';
import { type CameIn, signInWithPassword } from './sign-in.ts';
import { signInWithLink } from './sign-in-link.ts';

function letIn(reply: Reply, { token, known }: CameIn): null {
  reply.setSession(token);
  if (known !== null) reply.setKnown?.(known);
  return null;
}

export function sessionRoutes(context: Context, version: string): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/session',
      summary: 'Who is signed in, and what they may do',
      permission: 'session.own',
      response: session,
      handle: ({ caller }) => describeSession(context, caller, version),
    }),
    route({
      method: 'post',
      path: '/session',
      summary: 'Sign in with an e-mail address and a password, and with a code where one is asked for',
      permission: 'public',
      body: signIn,
      response: null,
      handle: async ({ body: { email, password, code }, from }, reply) =>
        letIn(reply, await signInWithPassword(context, email, password, { code, from })),
    }),
    route({
      method: 'post',
      path: '/session/link',
      summary: 'Sign in with the token of a sign-in link, which works once',
      permission: 'public',
      body: useLink,
      response: null,
      handle: async ({ body: { token, code }, from }, reply) =>
        letIn(reply, await signInWithLink(context, token, { code, from })),
    }),
    route({
      method: 'post',
      path: '/session/passkey/options',
      summary: 'What the browser needs to sign in with a passkey',
      permission: 'public',
      response: passkeyOptions,
      handle: () => askPasskey(context, null),
    }),
    route({
      method: 'post',
      path: '/session/passkey',
      summary: 'Sign in with a passkey',
      permission: 'public',
      body: passkeyAnswer,
      response: null,
      handle: async ({ body, from }, reply) => letIn(reply, await signInWithPasskey(context, body, from)),
    }),
    route({
      method: 'post',
      path: '/session/password',
      summary: 'Set one’s own password; other sessions end',
      permission: 'session.own',
      body: setPassword,
      response: null,
      async handle({ caller, body, from }) {
        await setOwnPassword(context, caller, body, from);
        return null;
      },
    }),
    route({
      method: 'delete',
      path: '/session',
      summary: 'Sign out',
      permission: 'public',
      response: null,
      async handle({ caller }, reply) {
        await signOut(context, caller);
        reply.setSession(null);
        return null;
      },
    }),
  ];
}
