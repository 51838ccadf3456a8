/** `/people`: who may sign in. */
import * as z from 'zod';
import {
  accountGiven,
  accountInput,
  accountList,
  accountPatch,
  linkGiven,
  mayWait,
  whyInput,
} from '../../../shared/protocol/api/accounts.ts';
import { id, pageQuery } from '../../../shared/protocol/api/common.ts';
import { waitingAbout } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { patchAccount } from './change.ts';
import { createAccount, listAccounts } from './people.ts';
import { type AccountWish, accountKind, askFirst } from './second-yes.ts';
import { removeSecondStep, signOutEverywhere, withdrawLink } from './security.ts';
import { accountSheet } from './sheet.ts';
import { invite } from './sign-in-link.ts';

const one = z.object({ id });

export function peopleRoutes(context: Context): RouteSpec[] {
  const { db, events } = context;
  return [
    ...withSheet(context, accountSheet, {
      method: 'get',
      path: '/people',
      summary: 'Everybody who has an account, by name',
      permission: 'people.manage',
      query: pageQuery,
      response: accountList,
      handle: async ({ caller, query }) =>
        listAccounts(db, caller, query, await waitingAbout(db, caller.schoolId, accountKind)),
    }),
    route({
      method: 'post',
      path: '/people',
      summary: 'Give somebody an account; a second person agrees first where the role decides something',
      permission: 'people.manage',
      body: accountInput,
      proof: true,
      response: accountGiven,
      status: 201,
      async handle({ caller, body: { reason, ...given } }) {
        const wish: AccountWish = { what: 'add', given: { ...given, reason: '' } };
        const made =
          (await askFirst(context, caller, wish, reason)) ?? (await createAccount(context, caller, given));
        events.nudge(caller.schoolId, ['people']);
        return made;
      },
    }),
    route({
      method: 'patch',
      path: '/people/{id}',
      summary:
        'Change a name, address or role, or close and open an account; a second person agrees first where the role decides something',
      permission: 'people.manage',
      params: one,
      body: accountPatch,
      proof: true,
      response: accountGiven,
      async handle({ caller, params: { id }, body: { reason, ...patch } }) {
        const wish: AccountWish = { what: 'change', id, patch: { ...patch, reason: '' } };
        const changed =
          (await askFirst(context, caller, wish, reason)) ?? (await patchAccount(context, caller, id, patch));
        events.nudge(caller.schoolId, ['people']);
        return changed;
      },
    }),
    route({
      method: 'post',
      path: '/people/{id}/sign-in-link',
      summary:
        'Invite: make a link by which this person signs in once, within a week the first time, later within a day and, where their role decides something, after a second person’s yes',
      permission: 'people.manage',
      params: one,
      body: whyInput,
      proof: true,
      response: linkGiven,
      status: 201,
      shownOnce: true,
      async handle({ caller, params, body }) {
        if (caller.scopes !== undefined) throw scoped();
        const wish: AccountWish = { what: 'link', id: params.id };
        const waits = await askFirst(context, caller, wish, body.reason);
        if (waits !== null) return waits;
        const made = await invite(context, caller, params.id);
        events.nudge(caller.schoolId, ['people']);
        return made;
      },
    }),
    ...endingRoutes(context),
  ];
}

/** Whoever comes in by a link may do all that the person may. */
const scoped = () =>
  new AppError({
    ...{ status: 403, code: 'token.beyond_yours' },
    detail:
      'A token that keeps to less than its role makes no sign-in links: a link opens all that the person may do.',
  });

function endingRoutes(context: Context): RouteSpec[] {
  const ending = (path: string, summary: string, end: typeof withdrawLink) =>
    route({
      ...{ method: 'delete', path: `/people/{id}/${path}`, permission: 'people.manage' },
      ...{ summary, params: one, response: null, proof: true },
      async handle({ caller, params }) {
        await end(context, caller, params.id);
        context.events.nudge(caller.schoolId, ['people']);
      },
    });
  return [
    ending('sign-in-link', 'Withdraw an invitation or a sign-in link that nobody has used', withdrawLink),
    ending('sessions', 'Sign somebody out everywhere', signOutEverywhere),
    route({
      ...{ method: 'delete', path: '/people/{id}/second-step', permission: 'people.manage' },
      ...{ params: one, query: whyInput, response: mayWait, proof: true },
      summary:
        'Take away the second step of somebody whose phone is lost; a second person agrees first where their role decides something',
      async handle({ caller, params: { id }, query: { reason } }) {
        const waits = await askFirst(context, caller, { what: 'second_step', id }, reason);
        if (waits === null) await removeSecondStep(context, caller, id);
        context.events.nudge(caller.schoolId, ['people']);
        return waits ?? { waits: null };
      },
    }),
  ];
}
