/** The evidence of a kept day over the API. */
import { evidenceKey, evidenceQuery, promiseDayParams } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { sayKey } from './manifest.ts';
import { evidencePack } from './pack.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      ...{ method: 'get', path: '/evidence', permission: 'promises.read', response: evidenceKey },
      summary: 'The key with which this console signs evidence, as it is read out to who checks it',
      handle: () => ({ key: sayKey(context.identity.publicKey) }),
    }),
    route({
      ...{ method: 'get', path: '/promises/days/{day}/evidence', permission: 'promises.read' },
      ...{ params: promiseDayParams, query: evidenceQuery, response: null, gives: 'file' },
      summary:
        'The evidence of a kept day for an auditor, Cyber Essentials, RPA, Ofsted or an insurer: a signed ZIP that `caretaker verify` checks',
      handle: ({ caller, params, query }) => evidencePack(context, caller, params.day, query.for),
    }),
  ];
}
