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
import { conflict } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { invitationMs, makeLink } from './links.ts';
import { createAccount, listAccounts, patchAccount, readAccount } from './people.ts';

const one = z.object({ id });

export function peopleRoutes(context: Context): RouteSpec[] {
  const { db, events, audit, config, now } = context;
  return [
    route({
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
      summary: 'Make a link by which this person signs in once, within a day; shown once',
      permission: 'people.manage',
      params: one,
      response: signInLink,
      status: 201,
      handle: ({ caller, params }) =>
        db.transaction().execute(async tx => {
          const person = await readAccount(tx, caller.schoolId, params.id);
          if (person.disabled !== 0)
            throw conflict('account.closed', 'This account is closed. Open it first.');
          const who = { accountId: person.id, schoolId: caller.schoolId };
          const facts = { name: person.name };
          await audit.record(tx, caller, 'account.link_made', { subject: `account:${person.id}`, facts });
          return makeLink(tx, config, who, now(), invitationMs);
        }),
    }),
  ];
}
