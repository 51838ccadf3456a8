/** Reporting a device lost: asked, agreed to, ordered, and released. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { type LostView, lostInput } from '../../../shared/protocol/api/lost.ts';
import { may } from '../access.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { clean, type DeviceRecordRow, findDeviceRecord } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import { openIncident } from '../incidents/index.ts';
import { type OrderRow, placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';

type Row = Selectable<Database['lost_device']>;
type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

const dayMs = 24 * 3600_000;
const payload = lostInput.omit({ reason: true }).extend({ deviceId: z.string() });
type Wish = z.infer<typeof payload>;

export const lostKind: ApprovalKind<Wish> = {
  kind: 'lost-mode',
  permission: 'policies.approve',
  stepUp: true,
  waitsMs: 7 * dayMs,
  alone: 'do',
  read: given => payload.parse(given),
  async approved(context, tx, { payload: wish, askedBy, reason }) {
    const order = await begin(context, tx, askedBy, wish, reason);
    return {
      sentence: context.presence.isConnected(wish.deviceId)
        ? 'The device was told: it locks and says so on its screen.'
        : 'The device is told when it is next connected, for as long as a year.',
      after: async () => {
        await sendOrder(context, order);
      },
    };
  },
  about: (asked, reader) =>
    may(reader, 'devices.read') ? { label: 'The device', to: `/devices/${asked.subject}?tab=orders` } : null,
};

/** Throws `device.not_found`, `lost.already`, `approval.*`. */
export async function reportLost(
  context: Context,
  by: Caller,
  deviceId: string,
  { how, message, reason }: z.output<typeof lostInput>,
): Promise<LostView | { waits: Waits }> {
  const wish = { how, message: clean(message, 200), deviceId };
  const given = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const device = await ownDevice(tx, by.schoolId, deviceId);
    await refuseTwice(tx, device);
    const { id, sentence } = await askApproval(context, tx, by, lostKind, {
      subject: deviceId,
      title: `${device.name} is ${how}`,
      lines: [
        `When ${device.name} next reaches this console it locks its screen, again every two minutes, until it is released here.`,
        'Every permission for a memory stick on it ends, and it takes no new one.',
        `It shows whoever finds it: “${wish.message}”`,
        'An incident begins, with what decides whether it is a breach. Nobody looks for where it is.',
      ],
      reason,
      payload: wish,
    });
    return id === null ? { order: await begin(context, tx, by, wish, reason) } : { waits: { id, sentence } };
  });
  if (given.waits !== undefined) return { waits: given.waits };
  await sendOrder(context, given.order);
  const found = await showLost(context, by.schoolId, deviceId);
  if (found === null) throw notFound('device');
  return found;
}

/** In the transaction of the yes. */
async function begin(context: Context, tx: Tx, by: By, wish: Wish, reason: string): Promise<OrderRow> {
  const { deviceId, how, message } = wish;
  const device = await ownDevice(tx, by.schoolId, deviceId);
  await refuseTwice(tx, device);
  const id = randomUUIDv7();
  const order = { kind: 'lost_mode', lostId: id, message } as const;
  const placed = await placeOrder(context, tx, by, deviceId, { order, reason });
  const row = {
    ...{ id, school_id: by.schoolId, device_id: deviceId, how, message, since: context.now() },
    ...{ by_name: by.name, order_id: placed.id, ended_at: null, ended_by: null },
  };
  await tx.insertInto('lost_device').values(row).execute();
  const asset = await tx
    .selectFrom('asset')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('school_id', '=', by.schoolId)
    .executeTakeFirst();
  await openIncident(context, tx, by, {
    category: 'lost_or_stolen',
    title: `The device ${device.name} is ${how}`,
    detail: await sayKnown(tx, device),
    deviceId,
    noticedAt: context.now(),
    source: 'console',
    // The same matter as the register's own step.
    matter: asset === undefined ? `lost:${deviceId}` : `gone:${asset.id}`,
  });
  await context.audit.record(tx, by, 'device.lost', { subject: deviceId, facts: { name: device.name, how } });
  return placed;
}

/** Throws `device.not_found`, `lost.not_lost`. */
export async function releaseLost(
  context: Context,
  by: Caller,
  deviceId: string,
  reason: string,
): Promise<void> {
  const order = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const device = await ownDevice(tx, by.schoolId, deviceId);
    const row = await openOf(tx, deviceId);
    if (row === undefined) throw conflict('lost.not_lost', `“${device.name}” is not reported lost.`);
    await tx
      .updateTable('lost_device')
      .set({ ended_at: context.now(), ended_by: by.name })
      .where('id', '=', row.id)
      .execute();
    const facts = { name: device.name, because: clean(reason, 300) };
    await context.audit.record(tx, by, 'device.released', { subject: deviceId, facts });
    return placeOrder(context, tx, by, deviceId, {
      order: { kind: 'lost_release', lostId: row.id },
      reason,
    });
  });
  await sendOrder(context, order);
}

/** The last time that it was; null for never. Throws `device.not_found`. */
export async function showLost(
  { db }: Pick<Context, 'db'>,
  schoolId: string,
  deviceId: string,
): Promise<LostView | null> {
  await ownDevice(db, schoolId, deviceId);
  const row = await db
    .selectFrom('lost_device')
    .innerJoin('device_order', 'device_order.id', 'lost_device.order_id')
    .selectAll('lost_device')
    .select(['device_order.state', 'device_order.detail', 'device_order.ended_at as heard_at'])
    .where('lost_device.device_id', '=', deviceId)
    .orderBy('lost_device.since', 'desc')
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, message, since, state, detail } = row;
  return {
    ...{ id, how: row.how === 'stolen' ? 'stolen' : 'lost', message, since, by: row.by_name, state, detail },
    ...{ heardAt: state === 'expired' ? null : row.heard_at, endedAt: row.ended_at, endedBy: row.ended_by },
  };
}

async function ownDevice(db: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const device = await findDeviceRecord(db, id);
  if (device === undefined || device.school_id !== schoolId) throw notFound('device');
  return device;
}

const openOf = (tx: Tx, deviceId: string): Promise<Row | undefined> =>
  tx
    .selectFrom('lost_device')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();

async function refuseTwice(tx: Tx, { id, name }: DeviceRecordRow): Promise<void> {
  if ((await openOf(tx, id)) !== undefined)
    throw conflict('lost.already', `“${name}” is reported lost already.`);
}

const encryptionWords: Record<string, string> = {
  met: 'Its disk was encrypted when it was last looked at.',
  not_met: 'Its disk was NOT encrypted when it was last looked at.',
};

/** What decides whether it is a breach. */
async function sayKnown(tx: Tx, device: DeviceRecordRow): Promise<string> {
  const finding = await tx
    .selectFrom('device_finding')
    .select('state')
    .where('device_id', '=', device.id)
    .where('control', '=', 'disk-encryption')
    .executeTakeFirst();
  const { timeZone } = await readSchool(tx, device.school_id);
  const moment = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return [
    encryptionWords[finding?.state ?? ''] ?? 'It is not known whether it was encrypted.',
    device.last_seen_at === null
      ? 'It never spoke to this console.'
      : `It last spoke to this console on ${moment.format(device.last_seen_at)}; its page says when it does again.`,
    'Change the passwords that were used on it, and decide whether it has to be reported within 72 hours.',
  ].join(' ');
}
