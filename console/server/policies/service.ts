/** Brings the policy in force to the devices it is for. */
import type { Context } from '../context.ts';
import { currentPolicy, type IssuedPolicy } from './policies.ts';

/** Every group of every school has its policy; what changed goes to the devices that are connected. */
export async function renewPolicies(context: Context): Promise<void> {
  const groups = await context.db.selectFrom('device_group').select(['id', 'school_id']).execute();
  for (const group of groups) {
    const policy = await currentPolicy(context, group.school_id, group.id);
    if (policy.fresh) await sendToGroup(context, group.id, policy);
  }
}

/** Sends to the devices of a group that are connected here, except `but`, which has it already. */
export async function sendToGroup(
  context: Context,
  groupId: string,
  policy: IssuedPolicy,
  but?: string,
): Promise<void> {
  const devices = await context.db
    .selectFrom('device')
    .select('id')
    .where('group_id', '=', groupId)
    .where('status', '=', 'approved')
    .execute();
  for (const { id } of devices) if (id !== but) context.presence.send(id, 'policy', policy.signed);
}

/** Renews at start and whenever the school's details change, until the answer is called. */
export async function startPolicies(context: Context): Promise<() => void> {
  await renewPolicies(context);
  return context.events.onNudge((_school, { topics }) => {
    if (!topics.includes('school')) return;
    renewPolicies(context).catch(error => context.log.error({ err: error }, 'policies were not renewed'));
  });
}
