/** What a group's devices are asked to do, in sentences. */
import * as z from 'zod';
import { type Mode, modes } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import { policyView } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { currentPolicy } from './policies.ts';
import { moreRoutes } from './routes-more.ts';
import { placeRoutes } from './routes-places.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    ...placeRoutes(context),
    ...moreRoutes(context),
    route({
      method: 'get',
      path: '/groups/{id}/policy',
      summary: 'What the devices of a group are asked to do',
      permission: 'policies.read',
      params,
      response: policyView,
      async handle({ caller, params: { id } }) {
        const policy = await currentPolicy(context, caller.schoolId, id);
        return {
          groupId: id,
          number: policy.number,
          issuedAt: policy.issuedAt,
          controls: inWords(policy.document.controls),
        };
      },
    }),
  ];
}

/** In the registry's order; a control that this console does not know is left out rather than shown as a code. */
export function inWords(policies: Record<string, unknown>): z.infer<typeof policyView>['controls'] {
  return controls.map(control => {
    const policy = control.policy.parse(policies[control.key] ?? {});
    const { sentence } = control.words.promise(policy);
    return {
      control: control.key,
      title: control.words.title,
      mode: modeOf(policies[control.key]),
      sentence,
    };
  });
}

export function modeOf(policy: unknown): Mode {
  const mode = (policy as { mode?: unknown } | null | undefined)?.mode;
  return modes.find(known => known === mode) ?? 'watch';
}
