/** `/policies`: who has what, roll-outs, exceptions and the rules. */
import * as z from 'zod';
import { baseline } from '../../../shared/protocol/api/baseline.ts';
import * as api from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { readBaseline } from './baseline.ts';
import { readDelivery } from './delivery.ts';
import { readDevicePolicy } from './device-policy.ts';
import { decideException, makeException } from './exceptions.ts';
import { listExceptions } from './exceptions-list.ts';
import { act } from './finish.ts';
import { presentRollout } from './present.ts';
import { changeRules, readRules } from './rules.ts';
import { exceptionSheet } from './sheet.ts';

const one = z.object({ id: z.string().max(60) });

export function moreRoutes(context: Context): RouteSpec[] {
  const { db } = context;
  const exceptionRoute = (decision: 'approve' | 'end', summary: string) =>
    route({
      method: 'post',
      path: `/policies/exceptions/{id}/${decision}`,
      summary,
      permission: decision === 'end' ? 'policies.edit' : 'policies.approve',
      params: one,
      ...(decision === 'approve' && { proof: true as const }),
      response: null,
      async handle({ caller, params }) {
        await decideException(context, caller, params.id, decision);
      },
    });
  return [
    route({
      method: 'get',
      path: '/policies/groups/{id}/delivery',
      summary: 'Which devices of a group have its policy, which have not, and why',
      permission: 'policies.read',
      params: one,
      response: api.delivery,
      handle: ({ caller, params }) => readDelivery(context, caller.schoolId, params.id),
    }),
    route({
      method: 'get',
      path: '/policies/places/{place}/baseline',
      summary: 'Whether the devices of a place are as they should be: drifted, put right, accepted',
      permission: 'policies.read',
      params: z.object({ place: api.placeKey }),
      response: baseline,
      handle: ({ caller, params }) => readBaseline(context, caller.schoolId, params.place),
    }),
    route({
      method: 'get',
      path: '/policies/devices/{id}',
      summary: 'What one device is asked to do, and where each setting comes from',
      permission: 'policies.read',
      params: one,
      response: api.devicePolicy,
      handle: ({ caller, params }) => readDevicePolicy(context, caller.schoolId, params.id),
    }),
    route({
      method: 'get',
      path: '/policies/rollouts/{id}',
      summary: 'How far a version has come, ring by ring',
      permission: 'policies.read',
      params: one,
      response: api.rollout,
      async handle({ caller, params }) {
        const row = await db
          .selectFrom('policy_rollout')
          .selectAll()
          .where('school_id', '=', caller.schoolId)
          .where('id', '=', params.id)
          .executeTakeFirst();
        if (row === undefined) throw notFound('rollout');
        return presentRollout(context, row);
      },
    }),
    route({
      method: 'post',
      path: '/policies/rollouts/{id}/act',
      summary: 'Halt, resume, finish or take back a roll-out',
      permission: 'policies.edit',
      params: one,
      body: api.rolloutAct,
      response: api.rolloutActed,
      handle: ({ caller, params, body }) => act(context, caller, params.id, body.act, body.reason ?? ''),
    }),
    ...withSheet(context, exceptionSheet, {
      method: 'get',
      path: '/policies/exceptions',
      summary: 'Exceptions that hold, wait or ended lately; what ends first comes first',
      permission: 'exceptions.read',
      response: api.exceptionList,
      handle: async ({ caller }) => ({ items: await listExceptions(context, caller), next: null }),
    }),
    route({
      method: 'post',
      path: '/policies/exceptions',
      summary: 'Except named devices from a control, until a day',
      permission: 'policies.edit',
      body: api.exceptionInput,
      response: api.exceptionList,
      status: 201,
      async handle({ caller, body }) {
        const id = await makeException(context, caller, body);
        const made = (await listExceptions(context, caller)).filter(item => item.id === id);
        return { items: made, next: null };
      },
    }),
    exceptionRoute('approve', 'Agree, as the second person, to an exception'),
    route({
      method: 'post',
      path: '/policies/exceptions/{id}/refuse',
      summary: 'Do not agree to an exception, with a sentence for whoever asked',
      permission: 'policies.approve',
      params: one,
      body: api.exceptionRefusal,
      response: null,
      async handle({ caller, params, body }) {
        await decideException(context, caller, params.id, 'refuse', body.reason);
      },
    }),
    exceptionRoute('end', 'End an exception now'),
    route({
      method: 'get',
      path: '/policies/rules',
      summary: 'When a second person is asked, and how changes go out',
      permission: 'policies.read',
      response: api.policyRules,
      handle: ({ caller }) => readRules(db, caller.schoolId),
    }),
    route({
      method: 'patch',
      path: '/policies/rules',
      summary: 'Change when a second person is asked, and how changes go out',
      permission: 'policies.approve',
      body: api.policyRulesPatch,
      response: api.policyRules,
      async handle({ caller, body }) {
        const rules = await changeRules(context, caller, body);
        context.events.nudge(caller.schoolId, ['policies']);
        return rules;
      },
    }),
  ];
}
