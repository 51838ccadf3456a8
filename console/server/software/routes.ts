/** The catalogue and the ends of support over the API. */
import * as z from 'zod';
import {
  installedOn,
  installedQuery,
  supportEnds,
  supportEndsInput,
  title,
  titleList,
  titlePatch,
  titleQuery,
} from '../../../shared/protocol/api/software.ts';
import type { Context } from '../context.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { sheetRoute, withSheet } from '../sheets/index.ts';
import { allDue } from './due.ts';
import { listTitles } from './list.ts';
import { presentSupport } from './present.ts';
import { unapprovedRoutes } from './routes-unapproved.ts';
import { settleOne } from './settle.ts';
import { installedSheet, systemSheet, titleSheet } from './sheet.ts';
import { currentTable, sendSupportEndsToAll, takeTable } from './support.ts';
import { systemsInFleet } from './systems.ts';
import { changeTitle, listInstalledOn, readTitle } from './title.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [...titles(context), ...support(context), ...unapprovedRoutes(context)];
}

const today = ({ now }: Context) => new Date(now()).toISOString().slice(0, 10);

function titles(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, titleSheet, {
      method: 'get',
      path: '/software',
      summary: 'Titles across the fleet, by how much they matter',
      permission: 'software.read',
      query: titleQuery,
      response: titleList,
      handle: ({ caller, query }) => listTitles(db, caller.schoolId, query, today(context)),
    }),
    route({
      method: 'get',
      path: '/software/{id}',
      summary: 'One title: versions, support, and what the school wrote of it',
      permission: 'software.read',
      params,
      response: title,
      handle: ({ caller, params: { id } }) => readTitle(db, caller.schoolId, id, today(context)),
    }),
    ...withSheet(context, installedSheet, {
      method: 'get',
      path: '/software/{id}/devices',
      summary: 'The devices that have a title',
      permission: 'software.read',
      params,
      query: installedQuery,
      response: installedOn,
      handle: ({ caller, params: { id }, query }) => listInstalledOn(db, caller.schoolId, id, query),
    }),
    route({
      method: 'patch',
      path: '/software/{id}',
      summary: 'Write of a title, as the caller last saw it',
      permission: 'software.edit',
      params,
      body: titlePatch,
      response: title,
      async handle({ caller, params: { id }, body }) {
        await changeTitle(context, caller, id, body);
        await db.transaction().execute(tx => settleOne(tx, id, today(context)));
        return readTitle(db, caller.schoolId, id, today(context));
      },
    }),
  ];
}

function support(context: Context): RouteSpec[] {
  const { db } = context;
  const answer = async (caller: Caller) => {
    const table = await currentTable(db, context.supportKey);
    const fleet = await systemsInFleet(db, caller.schoolId, table);
    const systems = fleet.map(({ release, name, devices, endsOn, source }) => {
      const row = { support_ends_on: endsOn, support_source: source };
      return { release, name, devices, support: presentSupport(row, today(context)) };
    });
    return { number: table.number, issuedOn: table.issuedOn, titles: table.titles.length, systems };
  };
  return [
    route({
      method: 'get',
      path: '/support-ends',
      summary:
        'Which table of ends of support is in use, and until when the systems of the fleet are supported',
      permission: 'software.read',
      response: supportEnds,
      handle: ({ caller }) => answer(caller),
    }),
    sheetRoute(context, systemSheet, {
      path: '/support-ends',
      summary: 'Until when the systems of the fleet are supported',
      permission: 'software.read',
      page: async ({ caller }) => ({ items: (await answer(caller)).systems, next: null }),
    }),
    route({
      method: 'post',
      path: '/support-ends',
      summary: 'Give a newer signed table of ends of support',
      permission: 'software.edit',
      body: supportEndsInput,
      response: supportEnds,
      async handle({ caller, body }) {
        await db.transaction().execute(async tx => {
          const { number, issuedOn } = await takeTable(tx, body.text, context.supportKey);
          await allDue(tx, caller.schoolId);
          await context.audit.record(tx, caller, 'support.table_taken', {
            facts: { number, issued: issuedOn },
          });
        });
        context.events.nudge(caller.schoolId, ['software', 'devices', 'audit']);
        await sendSupportEndsToAll(context);
        return answer(caller);
      },
    }),
  ];
}
