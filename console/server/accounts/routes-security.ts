/** `/session/…`: a person's own second step, passkeys and sessions, and showing again that it is they. */
import * as z from 'zod';
import {
  labelledPasskey,
  ownSecurity,
  passkeyOptions,
  proof,
  recoveryCodes,
  secondStepBegun,
  secondStepCode,
} from '../../../shared/protocol/api/accounts.ts';
import { id } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { addPasskey, askPasskey, checkPasskey, offerPasskey, removePasskey } from './passkeys.ts';
import { beginSecondStep, confirmSecondStep, endSecondStep, newCodes } from './second-step.ts';
import { endOtherSessions, endOwnSession, findOwn, readSecurity } from './security.ts';
import { markProved } from './sessions.ts';
import { proveAgain } from './step-up.ts';

const one = z.object({ id });
const permission = 'session.own';

export function securityRoutes(context: Context): RouteSpec[] {
  return [...ownRoutes(context), ...secondStepRoutes(context), ...passkeyRoutes(context)];
}

function ownRoutes(context: Context): RouteSpec[] {
  const { db, now } = context;
  return [
    route({
      ...{ method: 'get', path: '/session/security', permission, response: ownSecurity },
      summary: 'How one signs in, and where one is signed in',
      handle: ({ caller }) => readSecurity(context, caller),
    }),
    route({
      ...{ method: 'post', path: '/session/proof', permission, body: proof, response: null },
      summary: 'Show again that it is you, by password or passkey: it holds for five minutes',
      async handle({ caller, body }) {
        if (body.passkey === undefined) return proveAgain(context, caller, body.password);
        const { accountId } = await findOwn(db, caller);
        await checkPasskey(context, body.passkey, accountId);
        await markProved(db, caller.sessionId ?? '', now());
      },
    }),
    route({
      ...{ method: 'delete', path: '/session/others', permission, response: null },
      summary: 'Sign out everywhere else',
      handle: ({ caller }) => endOtherSessions(context, caller),
    }),
    route({
      ...{ method: 'delete', path: '/session/others/{id}', permission, params: one, response: null },
      summary: 'End one session of one’s own',
      handle: ({ caller, params }) => endOwnSession(context, caller, params.id),
    }),
  ];
}

function secondStepRoutes(context: Context): RouteSpec[] {
  const { db, audit } = context;
  return [
    route({
      ...{ method: 'post', path: '/session/second-step', permission, proof: true, response: secondStepBegun },
      summary: 'Begin a second step: a secret for an authenticator app, as text and as a picture',
      async handle({ caller }) {
        const own = await findOwn(db, caller);
        return beginSecondStep(context, own, (await readSchool(db, caller.schoolId)).name);
      },
    }),
    route({
      ...{ method: 'post', path: '/session/second-step/confirm', permission },
      ...{ body: secondStepCode, response: recoveryCodes },
      summary: 'Type the first code: from now on one is asked for; answers recovery codes, shown once',
      handle: async ({ caller, body }) => ({
        codes: await confirmSecondStep(context, caller, await findOwn(db, caller), body.code),
      }),
    }),
    route({
      ...{
        method: 'post',
        path: '/session/second-step/recovery-codes',
        permission,
        proof: true,
        response: recoveryCodes,
      },
      summary: 'Ten new recovery codes; the ones before stop working',
      async handle({ caller }) {
        const own = await findOwn(db, caller);
        return db.transaction().execute(async tx => {
          await audit.record(tx, caller, 'second_step.codes_made', {});
          return { codes: await newCodes(tx, own) };
        });
      },
    }),
    route({
      ...{ method: 'delete', path: '/session/second-step', permission, proof: true, response: null },
      summary: 'Ask for no second step any more',
      async handle({ caller }) {
        const { accountId } = await findOwn(db, caller);
        await db.transaction().execute(async tx => {
          if (!(await endSecondStep(tx, accountId))) throw notFound('second_step');
          await audit.record(tx, caller, 'second_step.off', {});
        });
      },
    }),
  ];
}

function passkeyRoutes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      ...{
        method: 'post',
        path: '/session/passkeys/options',
        permission,
        proof: 'own way',
        response: passkeyOptions,
      },
      summary: 'What the browser needs to make a passkey',
      async handle({ caller }) {
        const own = await findOwn(db, caller);
        return offerPasskey(context, own);
      },
    }),
    route({
      ...{ method: 'post', path: '/session/passkeys', permission, body: labelledPasskey, response: null },
      summary: 'Keep the passkey that the browser made',
      handle: async ({ caller, body }) =>
        addPasskey(context, caller, await findOwn(db, caller), body.label, body.passkey),
    }),
    route({
      ...{
        method: 'delete',
        path: '/session/passkeys/{id}',
        permission,
        params: one,
        proof: true,
        response: null,
      },
      summary: 'Remove one of one’s own passkeys',
      async handle({ caller, params }) {
        const { accountId } = await findOwn(db, caller);
        await removePasskey(context, caller, accountId, params.id);
      },
    }),
    route({
      ...{ method: 'post', path: '/session/proof/options', permission, response: passkeyOptions },
      summary: 'What the browser needs to show one’s own passkey',
      handle: async ({ caller }) => askPasskey(context, await findOwn(db, caller)),
    }),
  ];
}
