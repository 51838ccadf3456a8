/** `/people`: who may sign in. */
import * as z from 'zod';
import {
  account,
  accountInput,
  accountList,
  accountPatch,
  signInLink,
} from '../../../shared/protocol/api/accounts.ts';
import { id, pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { AppError, conflict } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { invitationMs, keepMakers, linkMs, makeLink } from './links.ts';
import { createAccount, listAccounts, patchAccount, readAccount } from './people.ts';
import { removeSecondStep, signOutEverywhere, withdrawLink } from './security.ts';
import { accountSheet } from './sheet.ts';
import { whoMayActAs } from './step-up.ts';

const one = z.object({ id });

export function peopleRoutes(context: Context): RouteSpec[] {
  const { db, events, audit, config, now } = context;
  return [
    ...withSheet(context, accountSheet, {
      method: 'get',
      path: '/people',
      summary: 'Everybody who has an account, by name',
      permission: 'people.manage',
      query: pageQuery,
      response: accountList,
      handle: ({ caller, query }) => listAccounts(db, caller, query),
    }),
    route({
      method: 'post',
      path: '/people',
      summary: 'Give somebody an account',
      permission: 'people.manage',
      body: accountInput,
      proof: true,
      response: account,
      status: 201,
      async handle({ caller, body }) {
        const made = await createAccount(context, caller, body);
        events.nudge(caller.schoolId, ['people']);
        return made;
      },
    }),
    route({
      method: 'patch',
      path: '/people/{id}',
      summary: 'Change a name, address or role, or close and open an account',
      permission: 'people.manage',
      params: one,
      body: accountPatch,
      proof: true,
      response: account,
      async handle({ caller, params, body }) {
        const changed = await patchAccount(context, caller, params.id, body);
        events.nudge(caller.schoolId, ['people']);
        return changed;
      },
    }),
    route({
      method: 'post',
      path: '/people/{id}/sign-in-link',
      summary:
        'Invite: make a link by which this person signs in once, within a week the first time, later within a day',
      permission: 'people.manage',
      params: one,
      proof: true,
      response: signInLink,
      status: 201,
      shownOnce: true,
      async handle({ caller, params }) {
        if (caller.scopes !== undefined) throw scoped();
        const made = await db.transaction().execute(async tx => {
          const person = await readAccount(tx, caller.schoolId, params.id);
          if (person.disabled !== 0)
            throw conflict('account.closed', 'This account is closed. Open it first.');
          const who = { accountId: person.id, schoolId: caller.schoolId };
          const facts = { name: person.name };
          await audit.record(tx, caller, 'account.link_made', { subject: `account:${person.id}`, facts });
          const lifeMs = person.last_sign_in_at === null ? invitationMs : linkMs;
          const makers = keepMakers([caller.id, ...(await whoMayActAs({ db: tx, now }, caller))]);
          return makeLink(tx, config, who, now(), lifeMs, makers);
        });
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
    ending('second-step', 'Take away the second step of somebody whose phone is lost', removeSecondStep),
  ];
}
