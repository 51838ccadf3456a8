/** Weaknesses, decisions and files of advisories over the API. */
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import {
  advisoryImport,
  advisoryImports,
  affectedDevices,
  decisionInput,
  feedSettings,
  fetchInput,
  importQuery,
  safeVersionInput,
  vulnerability,
  vulnerabilityList,
  vulnerabilityQuery,
  vulnerabilitySummary,
} from '../../../shared/protocol/api/vulnerabilities.ts';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { decide, setSafeVersion } from './decide.ts';
import { writeDaily } from './feeds.ts';
import { type Imports, listImports } from './imports.ts';
import { findVulnerability, listAffected, listVulnerabilities, readSummary } from './list.ts';
import { present } from './present.ts';
import { advisorySheet, affectedSheet, vulnerabilitySheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context, imports: Imports): RouteSpec[] {
  return [...reading(context), ...deciding(context), ...files(context, imports)];
}

const one = async ({ db }: Context, caller: Caller, id: string) =>
  present(await findVulnerability(db, caller.schoolId, id));

function reading(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, vulnerabilitySheet, {
      method: 'get',
      path: '/vulnerabilities',
      summary: 'Known weaknesses of what is installed, what matters most first',
      permission: 'software.read',
      query: vulnerabilityQuery,
      response: vulnerabilityList,
      handle: ({ caller, query }) => listVulnerabilities(db, caller.schoolId, query, context.now()),
    }),
    route({
      method: 'get',
      path: '/vulnerabilities/summary',
      summary: 'How many are open and overdue, the time to fix, and what advisories were read',
      permission: 'software.read',
      response: vulnerabilitySummary,
      handle: ({ caller }) => readSummary(context, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/vulnerabilities/{id}',
      summary: 'One weakness, how it was matched and what was compared',
      permission: 'software.read',
      params,
      response: vulnerability,
      handle: ({ caller, params: { id } }) => one(context, caller, id),
    }),
    ...withSheet(context, affectedSheet, {
      method: 'get',
      path: '/vulnerabilities/{id}/devices',
      summary: 'The devices with an affected version',
      permission: 'software.read',
      params,
      query: pageQuery,
      response: affectedDevices,
      handle: async ({ caller, params: { id }, query }) =>
        listAffected(db, await findVulnerability(db, caller.schoolId, id), query),
    }),
  ];
}

function deciding(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/vulnerabilities/{id}/decision',
      summary: 'Decide what to do about a weakness, or take the decision back',
      permission: 'software.edit',
      params,
      body: decisionInput,
      response: vulnerability,
      async handle({ caller, params: { id }, body }) {
        await decide(context, caller, id, body);
        return one(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/vulnerabilities/{id}/safe-version',
      summary: 'Say which version of a product is the first safe one',
      permission: 'software.edit',
      params,
      body: safeVersionInput,
      response: vulnerability,
      async handle({ caller, params: { id }, body }) {
        const { key, package: name } = await findVulnerability(context.db, caller.schoolId, id);
        await setSafeVersion(context, caller, id, body);
        const after = await context.db
          .selectFrom('vulnerability')
          .selectAll()
          .where('school_id', '=', caller.schoolId)
          .where('package', '=', name)
          .where('key', '=', key)
          .executeTakeFirstOrThrow();
        return present(after);
      },
    }),
  ];
}

function files(context: Context, imports: Imports): RouteSpec[] {
  return [
    ...withSheet(context, advisorySheet, {
      method: 'get',
      path: '/advisories/imports',
      summary: 'Files of advisories that were read, newest first',
      permission: 'software.read',
      query: pageQuery,
      response: advisoryImports,
      handle: ({ caller, query }) => listImports(context.db, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/advisories/imports',
      summary:
        'Give a file of advisories: OSV as ZIP or JSON, or the catalogue of known exploited vulnerabilities as JSON',
      permission: 'software.edit',
      takes: 'file',
      query: importQuery,
      response: advisoryImport,
      status: 202,
      async handle({ caller, query, upload }) {
        if (upload === undefined) throw invalid('Send the file itself.');
        return imports.take(caller, query.name, upload);
      },
    }),
    route({
      method: 'post',
      path: '/advisories/fetch',
      summary: 'Fetch one of the published files now',
      permission: 'software.edit',
      body: fetchInput,
      response: advisoryImport,
      status: 202,
      handle: ({ caller, body }) => imports.fetch(caller, body.feed),
    }),
    route({
      method: 'put',
      path: '/advisories/feeds',
      summary: 'Which files the console fetches by itself every day; none at first',
      permission: 'software.edit',
      body: feedSettings,
      response: feedSettings,
      async handle({ caller, body }) {
        await context.db.transaction().execute(async tx => {
          await writeDaily(tx, body.daily);
          const facts = { daily: body.daily.join(', ') || 'none' };
          await context.audit.record(tx, caller, 'advisories.feeds', { facts });
        });
        context.events.nudge(caller.schoolId, ['software', 'audit']);
        return body;
      },
    }),
  ];
}
