/** `/policies`: what each place asks, its drafts and its versions. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { sheetRoute, withSheet } from '../sheets/index.ts';
import { readBaseline } from './baseline.ts';
import { approve, ask, foresee, keyOf, presentAsked, refuse, returnTo } from './decide.ts';
import { discardDraft, restoreDraft, saveDraft } from './drafts.ts';
import { readPlaces, settingsOf } from './places.ts';
import { readPlace, readTable } from './present.ts';
import { baselineSheet, versionSheet } from './sheet.ts';
import { findPlace, findVersion, linesBetween, listVersions, present } from './versions.ts';

const placeParams = z.object({ place: api.placeKey });
const versionParams = z.object({ id: z.string().max(60) });

export function placeRoutes(context: Context): RouteSpec[] {
  const { db, events } = context;
  const told = (schoolId: string) => events.nudge(schoolId, ['policies']);
  return [
    route({
      method: 'get',
      path: '/policies',
      summary: 'Every group’s modes and where they come from, what is on its way, what waits',
      permission: 'policies.read',
      response: api.policyTable,
      handle: ({ caller }) => readTable(context, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/policies/places/{place}',
      summary: 'What the school, a group or a device asks: in force, draft, waiting, inherited',
      permission: 'policies.read',
      params: placeParams,
      response: api.place,
      handle: ({ caller, params }) => readPlace(context, caller, params.place),
    }),
    route({
      method: 'put',
      path: '/policies/places/{place}/draft',
      summary: 'Save the draft of a place; refused when somebody else saved it meanwhile',
      permission: 'policies.edit',
      params: placeParams,
      body: api.draftInput,
      response: api.policyVersion,
      async handle({ caller, params, body }) {
        const draft = await saveDraft(context, caller, params.place, body);
        told(caller.schoolId);
        return present(draft, (await findPlace(db, caller.schoolId, params.place)).name);
      },
    }),
    ...withSheet(context, versionSheet, {
      method: 'get',
      path: '/policies/places/{place}/versions',
      summary: 'The versions of a place, newest first',
      permission: 'policies.read',
      params: placeParams,
      query: api.versionQuery,
      response: api.versionList,
      async handle({ caller, params, query }) {
        const place = await findPlace(db, caller.schoolId, params.place);
        return listVersions(db, caller.schoolId, place, query);
      },
    }),
    sheetRoute(context, baselineSheet, {
      path: '/policies/places/{place}/baseline',
      summary: 'How many devices of a place are as they should be, check by check',
      permission: 'policies.read',
      params: placeParams,
      async page({ caller, params }) {
        const { controls } = await readBaseline(context, caller.schoolId, params.place);
        return { items: controls.filter(one => one.mode !== 'off'), next: null };
      },
    }),
    route({
      method: 'get',
      path: '/policies/versions/{id}',
      summary: 'One version, and what it changes against another (by default the one before it)',
      permission: 'policies.read',
      params: versionParams,
      query: api.compareQuery,
      response: api.comparison,
      async handle({ caller, params, query }) {
        const row = await findVersion(db, caller.schoolId, params.id);
        const place = await findPlace(db, caller.schoolId, keyOf(row));
        const other = query.with ?? row.based_on;
        const against = other === null ? undefined : await findVersion(db, caller.schoolId, other);
        const places = await readPlaces(db, caller.schoolId);
        const before = against === undefined ? undefined : settingsOf(against);
        return {
          version: present(row, place.name),
          against: against === undefined ? null : present(against, place.name),
          lines: linesBetween(places, caller.schoolId, place, before, settingsOf(row)),
        };
      },
    }),
    route({
      method: 'get',
      path: '/policies/versions/{id}/what-if',
      summary: 'What this version would do, going by what devices last reported',
      permission: 'policies.read',
      params: versionParams,
      response: api.whatIf,
      handle: ({ caller, params }) => foresee(context, caller, params.id),
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/ask',
      summary: 'Put a draft in force, at once or in rings; or send it for approval where the rules say so',
      permission: 'policies.edit',
      params: versionParams,
      body: api.askInput,
      response: api.asked,
      handle: async ({ caller, params, body }) => presentAsked(await ask(context, caller, params.id, body)),
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/approve',
      summary: 'Agree, as the second person, that a version is put in force',
      permission: 'policies.approve',
      proof: true,
      params: versionParams,
      response: api.asked,
      handle: async ({ caller, params }) => presentAsked(await approve(context, caller, params.id)),
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/refuse',
      summary: 'Do not agree to a version that waits, or take back one’s own',
      permission: 'policies.approve',
      params: versionParams,
      body: api.refuseInput,
      response: api.asked,
      handle: async ({ caller, params, body }) =>
        presentAsked(await refuse(context, caller, params.id, body.reason)),
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/return',
      summary: 'Go back to a version that was in force, as a new version',
      permission: 'policies.edit',
      params: versionParams,
      body: api.returnInput,
      response: api.asked,
      handle: async ({ caller, params, body }) =>
        presentAsked(await returnTo(context, caller, params.id, body.reason)),
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/discard',
      summary: 'Discard a draft; it can be restored',
      permission: 'policies.edit',
      params: versionParams,
      response: null,
      async handle({ caller, params }) {
        await discardDraft(context, caller, params.id);
        told(caller.schoolId);
      },
    }),
    route({
      method: 'post',
      path: '/policies/versions/{id}/restore',
      summary: 'Restore a draft that was discarded',
      permission: 'policies.edit',
      params: versionParams,
      response: null,
      async handle({ caller, params }) {
        await restoreDraft(context, caller, params.id);
        told(caller.schoolId);
      },
    }),
  ];
}
