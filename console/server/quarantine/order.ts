/** Quarantining a device and releasing it: both asked, agreed to by a second person and ordered. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { type AssetState, isStep } from '../../../shared/assets/states.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import {
  type QuarantineView,
  quarantineInput,
  type quarantineReleaseInput,
} from '../../../shared/protocol/api/quarantine.ts';
import { may } from '../access.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { clean, type DeviceRecordRow } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import { type OrderRow, placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { lastQuarantine, openOf, ownDevice } from './store.ts';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

const dayMs = 24 * 3600_000;
const payload = quarantineInput.omit({ reason: true }).extend({ deviceId: z.string() });
type Wish = z.infer<typeof payload>;
const releasePayload = z.object({ deviceId: z.string(), quarantineId: z.string() });

const about = (asked: { subject: string }, reader: Caller) =>
  may(reader, 'devices.read') ? { label: 'The device', to: `/devices/${asked.subject}?tab=orders` } : null;

const common = { permission: 'policies.approve', stepUp: true, waitsMs: 7 * dayMs, alone: 'do' } as const;

export const quarantineKind: ApprovalKind<Wish> = {
  ...{ ...common, kind: 'quarantine' },
  read: given => payload.parse(given),
  async approved(context, tx, { payload: wish, askedBy, reason }) {
    const order = await begin(context, tx, askedBy, wish, reason);
    return {
      sentence: context.presence.isConnected(wish.deviceId)
        ? 'The device was told: nothing may be changed on it from now on.'
        : 'The device is told when it is next connected, for as long as a year.',
      after: () => send(context, order),
    };
  },
  about,
};

export const releaseKind: ApprovalKind<z.infer<typeof releasePayload>> = {
  ...{ ...common, kind: 'quarantine-release' },
  read: given => releasePayload.parse(given),
  async approved(context, tx, { payload: wish, askedBy, reason }) {
    const order = await end(context, tx, askedBy, wish, reason);
    return { sentence: 'It is released.', after: () => send(context, order) };
  },
  about,
};

/** Throws `device.not_found`, `quarantine.already`, `order.*`, `approval.*`. */
export async function quarantineDevice(
  context: Context,
  by: Caller,
  deviceId: string,
  { message, reason, cutDays }: z.output<typeof quarantineInput>,
): Promise<QuarantineView | { waits: Waits }> {
  const wish = { message: clean(message, 200), cutDays, deviceId };
  const given = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const device = await deviceToKeep(tx, by.schoolId, deviceId);
    const { id, sentence } = await askApproval(context, tx, by, quarantineKind, {
      subject: deviceId,
      title: `Keep ${device.name} as evidence`,
      lines: linesOf(device.name, wish),
      ...{ reason, payload: wish },
    });
    return id === null ? { order: await begin(context, tx, by, wish, reason) } : { waits: { id, sentence } };
  });
  if (given.waits !== undefined) return { waits: given.waits };
  await send(context, given.order);
  return shown(context, by.schoolId, deviceId);
}

function linesOf(name: string, { message, cutDays }: Wish): string[] {
  return [
    `When ${name} next reaches this console it locks once, ends every permission for a memory stick and shows: “${message}”`,
    'Until it is released, nobody can restart it, turn it off, sign people out, scan it, let a stick in or look at its screen by an order from here, and it is not switched off after school. Whoever stands before it still can.',
    cutDays === null
      ? 'Its network is left as it is.'
      : `For ${cutDays} ${cutDays === 1 ? 'day' : 'days'} it reaches nothing on the network but this console, where its system allows that (Linux). If its agent stops, the network is back after a quarter of an hour.`,
    'It cannot be removed meanwhile. Where it is in the register and not lent it becomes quarantined there, so nobody lends or disposes of it. Its release needs a second person too.',
  ];
}

/** In the transaction of the yes. */
async function begin(context: Context, tx: Tx, by: By, wish: Wish, reason: string): Promise<OrderRow> {
  const { deviceId, message, cutDays } = wish;
  const device = await deviceToKeep(tx, by.schoolId, deviceId);
  const id = randomUUIDv7();
  const at = context.now();
  const cutUntil = cutDays === null ? null : at + cutDays * dayMs;
  const order = { kind: 'quarantine', quarantineId: id, message, cutUntil } as const;
  const placed = await placeOrder(context, tx, by, deviceId, { order, reason });
  await tx
    .insertInto('quarantine')
    .values({
      ...{ id, school_id: by.schoolId, device_id: deviceId, device_name: device.name, message, reason },
      ...{ cut_until: cutUntil, since: at, by_name: by.name, order_id: placed.id },
      ...{ network_cut: null, network_detail: '', network_at: null },
      ...{ ended_at: null, ended_by: null, ended_because: null },
    })
    .execute();
  await holdAsset(context, tx, by, device);
  await context.audit.record(tx, by, 'device.quarantined', {
    subject: deviceId,
    facts: {
      name: device.name,
      network: cutDays === null ? '' : `, and cut off from the network for ${cutDays} days`,
    },
  });
  return placed;
}

/** In the register too: there nobody lends, repairs or disposes of it then. What is on loan comes back through the loan. */
async function holdAsset(context: Context, tx: Tx, by: By, { id, name }: DeviceRecordRow): Promise<void> {
  const asset = await tx
    .selectFrom('asset')
    .select(['id', 'state'])
    .where('device_id', '=', id)
    .where('school_id', '=', by.schoolId)
    .executeTakeFirst();
  if (asset === undefined || asset.state === 'on_loan') return;
  if (!isStep(asset.state as AssetState, 'quarantined')) return;
  // Only technicians ask for it (access.ts).
  const note = `${name} is kept as evidence: write down who has it`;
  await moveAsset(context, tx, { ...by, role: 'technician' }, asset.id, {
    to: 'quarantined',
    note,
    given: {},
  });
}

/** Throws `device.not_found`, `quarantine.not_kept`, `approval.*`. */
export async function releaseDevice(
  context: Context,
  by: Caller,
  deviceId: string,
  { reason }: z.output<typeof quarantineReleaseInput>,
): Promise<QuarantineView | { waits: Waits }> {
  const given = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { id: quarantineId, device } = await stillKept(tx, by.schoolId, deviceId);
    const wish = { deviceId, quarantineId };
    const asked = await askApproval(context, tx, by, releaseKind, {
      subject: deviceId,
      title: `Release ${device.name}, which is kept as evidence`,
      lines: [
        `${device.name} goes on as usual at its next contact: it can be restarted, scanned and removed again.`,
        'What happens to what is on it afterwards cannot be undone.',
        'In the register it stays quarantined until somebody says there what becomes of it.',
      ],
      ...{ reason, payload: wish },
    });
    if (asked.id === null) return { order: await end(context, tx, by, wish, reason) };
    return { waits: { id: asked.id, sentence: asked.sentence } };
  });
  if (given.waits !== undefined) return { waits: given.waits };
  await send(context, given.order);
  return shown(context, by.schoolId, deviceId);
}

/** In the transaction of the yes. Null where the device is not one of ours any more to be told. */
async function end(
  context: Context,
  tx: Tx,
  by: By,
  { deviceId, quarantineId }: z.infer<typeof releasePayload>,
  reason: string,
): Promise<OrderRow | null> {
  const { id, device } = await stillKept(tx, by.schoolId, deviceId);
  if (id !== quarantineId) throw notKept(device.name);
  const because = clean(reason, 300);
  await tx
    .updateTable('quarantine')
    .set({ ended_at: context.now(), ended_by: by.name, ended_because: because })
    .where('id', '=', id)
    .execute();
  const facts = { name: device.name, because };
  await context.audit.record(tx, by, 'device.unquarantined', { subject: deviceId, facts });
  if ((await ownDevice(tx, by.schoolId, deviceId)).status !== 'approved') return null;
  return placeOrder(context, tx, by, deviceId, {
    order: { kind: 'quarantine_release', quarantineId },
    reason,
  });
}

const notKept = (name: string) => conflict('quarantine.not_kept', `“${name}” is not kept as evidence.`);

async function stillKept(tx: Tx, schoolId: string, deviceId: string): Promise<QuarantineView> {
  const last = await lastQuarantine(tx, schoolId, deviceId);
  if (last !== null && last.endedAt === null) return last;
  throw notKept((await ownDevice(tx, schoolId, deviceId)).name);
}

async function deviceToKeep(tx: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const device = await ownDevice(tx, schoolId, id);
  if ((await openOf(tx, id)) !== undefined)
    throw conflict('quarantine.already', `“${device.name}” is kept as evidence already.`);
  return device;
}

async function shown(context: Context, schoolId: string, deviceId: string): Promise<QuarantineView> {
  const found = await lastQuarantine(context.db, schoolId, deviceId);
  if (found === null) throw notFound('quarantine');
  return found;
}

async function send(context: Context, order: OrderRow | null): Promise<void> {
  if (order === null) return;
  await sendOrder(context, order);
  context.events.nudge(order.school_id, ['device', 'incidents', 'assets'], [order.device_id]);
}
