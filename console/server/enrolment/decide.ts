/** The approval queue's decisions: many at once, all or none, each in the audit log. */
import type * as z from 'zod';
import type { decided, decision } from '../../../shared/protocol/api/enrolment.ts';
import type { Context } from '../context.ts';
import { rowLock, type Tx } from '../database/index.ts';
import { cameBack, noteReplaced, statesCounted } from '../departures/index.ts';
import { type DeviceRecordRow, describe, giveKey, restand } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { resembling } from './resembles.ts';

type Decision = z.output<typeof decision>;
type Approval = Decision['approve'][number];

/** Throws `device.not_found`, `group.not_found`, `queue.*`; then nothing was decided. */
export async function decide(context: Context, by: Caller, wish: Decision): Promise<z.infer<typeof decided>> {
  const both = wish.approve.filter(one => wish.refuse.includes(one.id));
  if (both.length > 0) throw conflict('queue.both', 'A device cannot be approved and refused at once.');
  const approved = await context.db.transaction().execute(async tx => {
    const taken: { newcomer: string; deviceId: string }[] = [];
    for (const one of byId(wish.approve)) taken.push(await approve(context, tx, by, one));
    for (const id of [...new Set(wish.refuse)].sort()) await refuse(context, tx, by, id);
    return taken;
  });
  const touched = [...approved.map(one => one.deviceId), ...wish.refuse];
  context.events.nudge(by.schoolId, ['queue', 'devices', 'device', 'groups'], touched);
  for (const { newcomer, deviceId } of approved) context.presence.send(newcomer, 'approved', { deviceId });
  for (const id of wish.refuse) context.presence.refuse(id, declined);
  return { approved: approved.map(one => one.deviceId), refused: wish.refuse };
}

const declined = {
  code: 'removed',
  message: 'The school did not let this device in.',
  retryAfterMs: null,
} as const;

/** Rows are held in one order everywhere. */
const byId = (approvals: readonly Approval[]) => [...approvals].sort((a, b) => (a.id < b.id ? -1 : 1));

async function hold(tx: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const row = await tx
    .selectFrom('device')
    .selectAll()
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  if (row === undefined) throw notFound('device');
  return row;
}

async function holdWaiting(tx: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const row = await hold(tx, schoolId, id);
  if (row.status !== 'waiting')
    throw conflict(
      'queue.decided',
      `Somebody has already decided about “${row.name}”. Look at the queue again.`,
    );
  return row;
}

async function approve(context: Context, tx: Tx, by: Caller, wish: Approval) {
  const newcomer = await holdWaiting(tx, by.schoolId, wish.id);
  if (wish.groupId !== undefined) await refuseUnknownGroup(tx, by.schoolId, wish.groupId);
  if (wish.sameAs !== undefined) return continueRecord(context, tx, by, newcomer, wish, wish.sameAs);
  const at = context.now();
  const name = wish.name ?? newcomer.name;
  const set = {
    ...(await describe(tx, newcomer.id, name)),
    status: 'approved',
    group_id: wish.groupId ?? newcomer.group_id,
    approved_at: at,
    approved_by: by.name,
  };
  await restand(tx, at, [{ id: newcomer.id, set }]);
  await context.audit.record(tx, by, 'device.approved', { subject: newcomer.id, facts: { name } });
  return { newcomer: newcomer.id, deviceId: newcomer.id };
}

async function refuseUnknownGroup(tx: Tx, schoolId: string, id: string): Promise<void> {
  const group = await tx
    .selectFrom('device_group')
    .select('id')
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
}

/** The record keeps its history and its name; the newcomer brings its key. Its own record only leads there from now on. */
async function continueRecord(
  context: Context,
  tx: Tx,
  by: Caller,
  newcomer: DeviceRecordRow,
  wish: Approval,
  sameAs: string,
) {
  const record = await hold(tx, by.schoolId, sameAs);
  if (record.status === 'waiting')
    throw conflict('queue.same_waits', `“${record.name}” waits for a decision itself.`);
  if (record.status === 'approved' && context.presence.isConnected(record.id))
    throw conflict(
      'queue.same_connected',
      `“${record.name}” is connected at this moment, so these are two machines.`,
    );
  await refuseLeft(tx, record);
  const at = context.now();
  const agrees = await isAlike(tx, newcomer, record.id);
  const states = agrees ? '' : await statesCounted(tx, record);
  const gone = { status: 'removed', group_id: record.group_id };
  await restand(tx, at, [{ id: newcomer.id, set: gone }]);
  await giveKey(tx, record.id, newcomer.public_key);
  const set = {
    ...(wish.name !== undefined && (await describe(tx, record.id, wish.name))),
    ...(wish.groupId !== undefined && { group_id: wish.groupId }),
    status: 'approved',
    // Of one that was in the figures all along, past days go on saying so.
    ...(record.status === 'removed' && { approved_at: at, approved_by: by.name }),
    last_seen_at: at,
  };
  await restand(tx, at, [{ id: record.id, set }]);
  await cameBack(context, tx, by, { deviceId: record.id, name: wish.name ?? record.name });
  await noteReplaced(context, tx, by, {
    ...{ newcomer: newcomer.id, name: wish.name ?? record.name, states },
  });
  await tx.deleteFrom('device_evidence').where('device_id', '=', record.id).execute();
  await tx
    .updateTable('device_evidence')
    .set({ device_id: record.id })
    .where('device_id', '=', newcomer.id)
    .execute();
  const facts = { name: wish.name ?? record.name, newcomer: newcomer.name };
  await context.audit.record(tx, by, 'device.continued', { subject: record.id, facts });
  return { newcomer: newcomer.id, deviceId: record.id };
}

/** A record that was handed over is closed: its keys, its papers and its alarm stay as they are. Throws `queue.same_left`. */
async function refuseLeft(tx: Tx, record: DeviceRecordRow): Promise<void> {
  const left = await tx
    .selectFrom('asset')
    .select('tag')
    .where('device_id', '=', record.id)
    .where('state', 'in', ['collected', 'disposed'])
    .executeTakeFirst();
  if (left === undefined) return;
  throw conflict(
    'queue.same_left',
    `“${record.name}” was handed over for disposal as “${left.tag}”, so its record is closed. Say under Disposals what became of it. If it is the school’s again, approve it as a new computer and enter it as a new asset.`,
  );
}

/** By its own key, or by hardware that few share. */
async function isAlike(tx: Tx, { id, school_id, previous_device_id }: DeviceRecordRow, record: string) {
  const one = { id, schoolId: school_id, previousDeviceId: previous_device_id };
  return ((await resembling(tx, [one])).get(id) ?? []).some(alike => alike.id === record);
}

async function refuse(context: Context, tx: Tx, by: Caller, id: string): Promise<void> {
  const newcomer = await holdWaiting(tx, by.schoolId, id);
  await restand(tx, context.now(), [{ id, set: { status: 'removed' } }]);
  await context.audit.record(tx, by, 'device.refused', { subject: id, facts: { name: newcomer.name } });
}
