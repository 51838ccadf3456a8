/** Who has the policy of their group, who has not, and why. */
import type { Delivery } from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import { currentPolicy } from './policies.ts';
import { devicesOf, type Reached } from './reach.ts';

const most = 200;

export async function readDelivery(context: Context, schoolId: string, groupId: string): Promise<Delivery> {
  const { db } = context;
  const policy = await currentPolicy(context, schoolId, groupId);
  const devices = await devicesOf(db, schoolId, [groupId]);
  const missing = devices.filter(device => device.policyApplied !== policy.number);
  const shown = missing.slice(0, most);
  const whys = await whyMissing(context, schoolId, shown, policy.issuedAt);
  return {
    groupId,
    number: policy.number,
    issuedAt: policy.issuedAt,
    devices: devices.length,
    has: devices.length - missing.length,
    missing: shown.map(device => ({
      id: device.id,
      name: device.name,
      applied: device.policyApplied,
      why: whys.get(device.id) ?? '',
      connected: context.presence.isConnected(device.id),
    })),
  };
}

/** In words, by device. */
export async function whyMissing(
  context: Context,
  schoolId: string,
  devices: readonly Reached[],
  issuedAt: number,
): Promise<Map<string, string>> {
  const refusals = await refusalsOf(
    context.db,
    devices.map(device => device.id),
    issuedAt,
  );
  const { timeZone } = await readSchool(context.db, schoolId);
  return new Map(
    devices.map(device => {
      const refused = refusals.get(device.id);
      if (refused !== undefined) return [device.id, `Refused it: ${refusalWords[refused] ?? refused}.`];
      const older = device.policyApplied > 0 ? ` It has policy ${device.policyApplied}.` : '';
      if (context.presence.isConnected(device.id)) return [device.id, `Sent, not confirmed yet.${older}`];
      return [device.id, `${notSince(device.lastSeenAt, timeZone)}${older}`];
    }),
  );
}

function notSince(at: number | null, timeZone: string): string {
  if (at === null) return 'Never connected.';
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return `Not connected since ${when}.`;
}

const refusalWords: Record<string, string> = {
  bad_signature: 'it was not signed by this console',
  malformed: 'this version of Caretaker cannot read it',
  wrong_audience: 'it was for another group',
  older: 'the device has a newer one',
  number_reused: 'its number was used for another policy',
  expired: 'it was offered for an earlier connection',
};

/** The last refusal of each device since then, as a code. */
async function refusalsOf(tx: Tx, ids: readonly string[], since: number): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await tx
    .selectFrom('device_record')
    .select(['device_id', 'body'])
    .where('device_id', 'in', ids)
    .where('type', '=', 'event')
    .where('received_at', '>=', since)
    .where('body', 'like', '%"policy.refused"%')
    .orderBy('received_at')
    .execute();
  return new Map(
    found.map(row => {
      const event = JSON.parse(row.body) as { facts?: { reason?: unknown } };
      return [row.device_id, String(event.facts?.reason ?? 'no reason given').slice(0, 40)];
    }),
  );
}
