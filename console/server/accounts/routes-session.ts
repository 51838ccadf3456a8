/** `/session`: who I am, coming in, going. */
import { session, setPassword, signIn, useLink } from '../../../shared/protocol/api/accounts.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { describeSession, setOwnPassword, signInWithLink, signOut } from './own-session.ts';
import { signInWithPassword } from './sign-in.ts';

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
      summary: 'Sign in with an e-mail address and a password',
      permission: 'public',
      body: signIn,
      response: null,
      async handle({ body }, reply) {
        reply.setSession(await signInWithPassword(context, body.email, body.password));
        return null;
      },
    }),
    route({
      method: 'post',
      path: '/session/link',
      summary: 'Sign in with the token of a sign-in link, which works once',
      permission: 'public',
      body: useLink,
      response: null,
      async handle({ body }, reply) {
        reply.setSession(await signInWithLink(context, body.token));
        return null;
      },
    }),
    route({
      method: 'post',
      path: '/session/password',
      summary: 'Set one’s own password; other sessions end',
      permission: 'session.own',
      body: setPassword,
      response: null,
      async handle({ caller, body }) {
        await setOwnPassword(context, caller, body);
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
