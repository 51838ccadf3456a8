/** Exceptions as they are kept: who is excepted from what until when. */
import type { Selectable } from 'kysely';
import type { PolicyException } from '../../../shared/policy.ts';
import type { Database, Tx } from '../database/index.ts';

const yearMs = 366 * 24 * 3600_000;

export type ExceptionRow = Selectable<Database['policy_exception']>;

/** Those of a group's devices, as the signed document carries them. */
export async function exceptionsInForce(
  tx: Tx,
  schoolId: string,
  groupId: string,
  now: number,
): Promise<PolicyException[]> {
  const found = await tx
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .innerJoin('device', 'device.id', 'policy_exception_device.device_id')
    .selectAll('policy_exception')
    .select('device.id as device_id')
    .where('policy_exception.school_id', '=', schoolId)
    .where('policy_exception.status', '=', 'active')
    .where('ends_at', '>', now)
    .where('device.group_id', '=', groupId)
    .where('device.status', '!=', 'removed')
    .orderBy('policy_exception.id')
    .orderBy('device.id')
    .execute();
  const byId = new Map<string, PolicyException>();
  for (const row of found) {
    const known = byId.get(row.id);
    if (known !== undefined) known.deviceIds.push(row.device_id);
    else
      byId.set(row.id, {
        id: row.id,
        control: row.control,
        deviceIds: [row.device_id],
        settings: JSON.parse(row.settings) as Record<string, unknown>,
        endsAt: row.ends_at,
        reason: row.reason,
        askedBy: row.asked_by,
        approvedBy: row.approved_by ?? row.created_by,
      });
  }
  return [...byId.values()];
}

export interface Excepted {
  exceptionId: string;
  deviceId: string;
  control: string;
  settings: Record<string, unknown>;
  endsAt: number;
}

/** What stands beside figures: every device and control that is excepted now; of these devices only, if given. */
export async function exceptedNow(
  db: Tx,
  schoolId: string,
  now: number,
  deviceIds?: readonly string[],
): Promise<Excepted[]> {
  if (deviceIds?.length === 0) return [];
  const found = await db
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .select(['policy_exception.id', 'control', 'settings', 'ends_at', 'device_id'])
    .where('policy_exception.school_id', '=', schoolId)
    .where('status', '=', 'active')
    .where('ends_at', '>', now)
    .$if(deviceIds !== undefined, some => some.where('device_id', 'in', deviceIds ?? []))
    .orderBy('policy_exception.id')
    .execute();
  return found.map(row => ({
    exceptionId: row.id,
    deviceId: row.device_id,
    control: row.control,
    settings: JSON.parse(row.settings) as Record<string, unknown>,
    endsAt: row.ends_at,
  }));
}

/** What stood beside figures at a moment in the past: who was excepted, until when and why, by "device control". */
export async function exceptedAt(
  db: Tx,
  schoolId: string,
  at: number,
): Promise<Map<string, { reason: string; askedBy: string; approvedBy: string; endsAt: number }>> {
  const found = await db
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .selectAll('policy_exception')
    .select('device_id')
    .where('policy_exception.school_id', '=', schoolId)
    .where('approved_at', '<=', at)
    .where('ends_at', '>', at)
    .where(eb => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', at)]))
    .orderBy('policy_exception.id')
    .execute();
  return new Map(
    found.map(row => [
      `${row.device_id} ${row.control}`,
      {
        ...{ reason: row.reason, askedBy: row.asked_by, endsAt: Number(row.ends_at) },
        approvedBy: row.approved_by ?? row.created_by,
      },
    ]),
  );
}

/**
 * For how long, in milliseconds, one of these devices would be let off this control within a year, with what is asked now:
 * asking again and again must not be the way round a second person.
 */
export async function letOffTogether(
  tx: Tx,
  schoolId: string,
  { control, deviceIds, endsAt }: { control: string; deviceIds: readonly string[]; endsAt: number },
  now: number,
): Promise<number> {
  const since = endsAt - yearMs;
  const rows = await tx
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .select(['device_id', 'approved_at as from', 'ends_at', 'ended_at'])
    .where('policy_exception.school_id', '=', schoolId)
    .where('control', '=', control)
    .where('device_id', 'in', deviceIds)
    .where('approved_at', 'is not', null)
    .where('ends_at', '>', since)
    .execute();
  const before = rows.map(row => ({ ...row, from: row.from ?? now, to: row.ended_at ?? row.ends_at }));
  const byDevice = Map.groupBy(before, row => row.device_id);
  const asked = { from: now, to: endsAt };
  return Math.max(...deviceIds.map(id => covered([...(byDevice.get(id) ?? []), asked], since, endsAt)));
}

/** How much of a time the spans cover together. */
function covered(spans: readonly { from: number; to: number }[], begins: number, ends: number): number {
  let sum = 0;
  let until = begins;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, Math.min(to, ends) - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
