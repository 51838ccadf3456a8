/** `/unapproved-programs`: what runs without approval, what approving it would do, and approving it. */
import * as z from 'zod';
import type { Rule } from '../../../shared/controls/approved-software/policy.ts';
import { asked, whatIf } from '../../../shared/protocol/api/policies.ts';
import * as api from '../../../shared/protocol/api/unapproved.ts';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { type Entry, foreseeEntry, presentAsked, putEntryInForce } from '../policies/index.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { unapprovedSheet } from './sheet.ts';
import { listUnapproved, readUnapproved, rulesOf } from './unapproved.ts';

const params = z.object({ id: z.string().max(60) });

export function unapprovedRoutes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, unapprovedSheet, {
      method: 'get',
      path: '/unapproved-programs',
      summary: 'Programs that ran and that nobody approved, those on most devices first',
      permission: 'software.read',
      query: api.unapprovedQuery,
      response: api.unapprovedList,
      handle: ({ caller, query }) => listUnapproved(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/unapproved-programs/{id}',
      summary: 'One such program: on which devices, and whose list they go by',
      permission: 'software.read',
      params,
      response: api.unapprovedDetail,
      handle: ({ caller, params: { id } }) => readUnapproved(db, caller.schoolId, id),
    }),
    route({
      method: 'get',
      path: '/unapproved-programs/{id}/what-if',
      summary: 'What approving it would do, by its product, publisher, package or this version alone',
      permission: 'policies.read',
      params,
      query: api.approvalQuery,
      response: whatIf,
      async handle({ caller, params: { id }, query: { by, place } }) {
        return foreseeEntry(context, caller, place, await entryOf(context, caller, id, by, ''));
      },
    }),
    route({
      method: 'post',
      path: '/unapproved-programs/{id}/approve',
      summary: 'Approve it: in force at once, or sent for approval where the rules ask for a second person',
      permission: 'policies.edit',
      params,
      body: api.approvalInput,
      response: asked,
      async handle({ caller, params: { id }, body: { by, place, reason } }) {
        const entry = await entryOf(context, caller, id, by, reason);
        const done = await putEntryInForce(context, caller, place, entry, reason);
        context.events.nudge(caller.schoolId, ['software']);
        return presentAsked(done);
      },
    }),
  ];
}

/** Throws `request.invalid` for what this program cannot be approved by. */
async function entryOf(
  { db, now }: Context,
  { schoolId, name }: Caller,
  id: string,
  by: api.ApprovalWay,
  why: string,
): Promise<Entry> {
  const program = await readUnapproved(db, schoolId, id);
  if (!program.ways.includes(by))
    throw invalid(`“${program.name}” does not say this of itself: approve it in another way.`, {
      by: 'It is not known of this program',
    });
  const { product, publisher, hash } = program;
  const named = { product, publisher, package: program.package, version: hash }[by] ?? '';
  const entry: Rule = {
    // Of one program and one way there is one rule, however often it is approved.
    id: `${slug(by === 'publisher' ? (program.maker ?? named) : program.name)}-${by.slice(0, 3)}-${id
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 6)}`,
    decision: 'allow',
    by: by === 'version' ? 'hash' : by,
    value: named,
    publisher: by === 'product' ? (publisher ?? '') : '',
    system: 'any',
    decidedBy: name.slice(0, 120),
    decidedOn: new Date(now()).toISOString().slice(0, 10),
    why,
  };
  return { ...rulesOf, entry };
}

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24)
    .replace(/-$/, '') || 'program';
