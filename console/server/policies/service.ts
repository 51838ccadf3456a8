/** Brings the policy in force to the devices it is for. */
import type { Context } from '../context.ts';
import { currentPolicy, type IssuedPolicy } from './policies.ts';
import { startTicking } from './tick.ts';

/** Every group of every school has its policy; what changed goes to the devices that are connected. */
export async function renewPolicies(context: Context): Promise<void> {
  const groups = await context.db.selectFrom('device_group').select(['id', 'school_id']).execute();
  for (const group of groups) {
    const policy = await currentPolicy(context, group.school_id, group.id);
    if (policy.fresh) await sendToGroup(context, group.id, policy);
  }
}

/** After the transaction that issued them. */
export async function sendFresh(context: Context, issued: readonly IssuedPolicy[]): Promise<void> {
  for (const policy of issued) if (policy.fresh) await sendToGroup(context, policy.document.groupId, policy);
}

const sendTogether = 50;

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
  for (const [index, { id }] of devices.entries()) {
    if (id !== but) context.presence.offer(id, policy.signed);
    // Long catalogues times a whole school: what is sent leaves before more is put in the way.
    if (index % sendTogether === sendTogether - 1) await new Promise(next => setImmediate(next));
  }
}

/** Devices that move take their own settings along, and the school's time zone is in every document. */
const concerning = ['school', 'groups'] as const;

/** Renews at start and whenever what policies are made of changes elsewhere, until the answer is called. */
export async function startPolicies(context: Context): Promise<() => Promise<void>> {
  await renewPolicies(context);
  let renewing = Promise.resolve();
  const forget = context.events.onNudge((_school, { topics }) => {
    if (!concerning.some(topic => topics.includes(topic))) return;
    renewing = renewing
      .then(() => renewPolicies(context))
      .catch(error => context.log.error({ err: error }, 'policies were not renewed'));
  });
  const stopTicking = startTicking(context);
  return async () => {
    forget();
    await renewing;
    await stopTicking();
  };
}
