/** `/incidents`: the record of what went wrong and what was done. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/incidents.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { possibleReaders, type Reader } from './about.ts';
import { close, correct, reopen, stopClock, writeNote } from './change.ts';
import { listIncidents, readIncident } from './list.ts';
import { writeDown } from './open.ts';
import { changeRules, readRules } from './rules.ts';
import { incidentSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db, now } = context;
  const read = (by: Reader, id: string) => readIncident(db, by, id, now());
  return [
    ...withSheet(context, incidentSheet, {
      method: 'get',
      path: '/incidents',
      summary: 'Incidents, the newest first; open ones unless another status is asked for',
      permission: 'incidents.read',
      query: api.incidentQuery,
      response: api.incidentList,
      handle: ({ caller, query }) => listIncidents(db, caller, query, now()),
    }),
    route({
      method: 'get',
      path: '/incidents/rules',
      summary: 'How long closed incidents are kept',
      permission: 'incidents.read',
      response: api.incidentRules,
      handle: ({ caller }) => readRules(db, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/incidents/readers',
      summary: 'Everybody who can read incidents: an incident may be about one of them, who then cannot',
      permission: 'incidents.read',
      response: api.incidentReaders,
      handle: async ({ caller }) => ({ items: await possibleReaders(db, caller.schoolId), next: null }),
    }),
    route({
      method: 'put',
      path: '/incidents/rules',
      summary: 'Change how long closed incidents are kept',
      permission: 'incidents.rules',
      body: api.incidentRules,
      response: api.incidentRules,
      handle: ({ caller, body }) => changeRules(context, caller, body),
    }),
    route({
      method: 'post',
      path: '/incidents',
      summary: 'Write an incident down',
      permission: 'incidents.edit',
      body: api.incidentInput,
      response: api.incidentDetail,
      status: 201,
      handle: async ({ caller, body }) => read(caller, await writeDown(context, caller, body)),
    }),
    route({
      method: 'get',
      path: '/incidents/{id}',
      summary: 'One incident with everything that was written of it',
      permission: 'incidents.read',
      params,
      response: api.incidentDetail,
      handle: ({ caller, params: { id } }) => read(caller, id),
    }),
    changing(
      'patch',
      '',
      'Correct what it is, its sentence or when it was noticed',
      api.incidentPatch,
      correct,
    ),
    changing(
      'post',
      '/notes',
      'Write what was done or found; notes stay as they are',
      api.incidentNote,
      writeNote,
    ),
    changing('post', '/clock', 'Say when the compromised password was changed', api.incidentDone, stopClock),
    changing('post', '/close', 'Close it, with how it ended', api.incidentClose, close),
    changing('post', '/reopen', 'Open it again', api.incidentReopen, reopen),
  ];

  /** A change of one incident, which answers it as it then is. */
  function changing<B>(
    method: 'post' | 'patch',
    below: string,
    summary: string,
    body: z.ZodType<B>,
    work: (context: Context, by: Parameters<typeof correct>[1], id: string, body: B) => Promise<void>,
  ): RouteSpec {
    return route({
      ...{ method, path: `/incidents/{id}${below}`, summary, permission: 'incidents.edit', params, body },
      response: api.incidentDetail,
      async handle({ caller, params: { id }, body: given }) {
        await work(context, caller, id, given);
        return read(caller, id);
      },
    });
  }
}
