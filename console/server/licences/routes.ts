/** `/licences`. */

import { sql } from 'kysely';
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/licences.ts';
import type { Context } from '../context.ts';
import { searchPatterns } from '../database/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listLicences } from './present.ts';
import { saveLicence, seeKey } from './record.ts';
import { freeSeat, giveSeat, listSeats } from './seats.ts';
import { licenceSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });
const mostTitles = 20;

export function routes(context: Context): RouteSpec[] {
  const list = async (schoolId: string) => ({ items: await listLicences(context, schoolId), next: null });
  return [
    ...withSheet(context, licenceSheet, {
      method: 'get',
      path: '/licences',
      summary: 'Software licences and how they stand against what is installed; never a key',
      permission: 'licences.read',
      response: api.licenceList,
      handle: ({ caller }) => list(caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/licences/titles',
      summary: 'Titles of the software list by a part of their name, to tie a licence to',
      permission: 'licences.edit',
      query: api.titleQuery,
      response: api.titleChoices,
      handle: ({ caller, query }) => findTitles(context, caller.schoolId, query.search),
    }),
    route({
      method: 'post',
      path: '/licences',
      summary: 'Enter a licence, with its key if it is to be kept',
      permission: 'licences.edit',
      body: api.licenceInput,
      response: api.licenceList,
      status: 201,
      async handle({ caller, body }) {
        await saveLicence(context, caller, null, body);
        context.events.nudge(caller.schoolId, ['assets']);
        return list(caller.schoolId);
      },
    }),
    route({
      method: 'put',
      path: '/licences/{id}',
      summary: 'Change a licence as the caller last saw it',
      permission: 'licences.edit',
      params,
      body: api.licenceInput,
      response: api.licenceList,
      async handle({ caller, params: { id }, body }) {
        await saveLicence(context, caller, id, body);
        context.events.nudge(caller.schoolId, ['assets']);
        return list(caller.schoolId);
      },
    }),
    route({
      method: 'post',
      path: '/licences/{id}/key',
      summary: 'Look at a licence key; each look is in the audit log with its reason',
      permission: 'licences.see_key',
      params,
      body: api.licenceKeyInput,
      response: api.licenceKey,
      proof: true,
      shownOnce: true,
      handle: async ({ caller, params: { id }, body }) => ({
        key: await seeKey(context, caller, id, body.reason),
      }),
    }),
    ...seatRoutes(context),
  ];
}

function seatRoutes(context: Context): RouteSpec[] {
  const list = async (schoolId: string, id: string) => ({
    items: await listSeats(context, schoolId, id),
    next: null,
  });
  const common = { params, response: api.licenceSeatList } as const;
  return [
    route({
      ...common,
      ...{ method: 'get', path: '/licences/{id}/seats', permission: 'licences.read' },
      summary: 'Who sits on the seats of a licence, since when',
      handle: ({ caller, params: { id } }) => list(caller.schoolId, id),
    }),
    route({
      ...common,
      ...{ method: 'post', path: '/licences/{id}/seats', permission: 'licences.edit', status: 201 },
      summary: 'Give a seat to a thing of the register or to a person',
      body: api.seatInput,
      async handle({ caller, params: { id }, body }) {
        await giveSeat(context, caller, id, body);
        return list(caller.schoolId, id);
      },
    }),
    route({
      ...common,
      ...{ method: 'post', path: '/licences/seats/{id}/free', permission: 'licences.edit' },
      summary: 'Take a seat back, with the reason',
      body: api.freeSeatInput,
      async handle({ caller, params: { id }, body }) {
        return list(caller.schoolId, await freeSeat(context, caller, id, body.why));
      },
    }),
  ];
}

async function findTitles({ db }: Context, schoolId: string, search: string) {
  const like = searchPatterns(search).map(pattern => sql<boolean>`search_text like ${pattern} escape '!'`);
  const found = await db
    .selectFrom('catalogue_title')
    .select(['software_id as id', 'name', 'publisher', 'devices'])
    .where('school_id', '=', schoolId)
    .where(eb => eb.and(like))
    .orderBy('devices', 'desc')
    .orderBy('name_order')
    .limit(mostTitles)
    .execute();
  return { items: found, next: null };
}
