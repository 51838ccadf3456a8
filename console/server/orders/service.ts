/** Gives orders, sends them until the device has answered, and takes its answers. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import { canonicalJson } from '../../../shared/json.ts';
import type { OrderAnswer, OrderInput, OrderView } from '../../../shared/protocol/api/orders.ts';
import { diagnosticsDays } from '../../../shared/protocol/diagnostics.ts';
import { leaveKinds } from '../../../shared/protocol/leave.ts';
import {
  type Order,
  type OrderDocument,
  orderDocument,
  orderOutcomes,
} from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { clean, type DeviceRecordRow, findDeviceRecord } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { refuseOrderWhileKept } from './kept.ts';
import { lifetimeMs } from './lifetime.ts';
import { askSecond } from './second-person.ts';
import { orderInWords } from './words.ts';

export type OrderRow = Selectable<Database['device_order']>;

const minuteMs = 60_000;
/** What waits for one device at a time. */
const mostOpen = 50;

const openStates = ['pending', 'sent', 'working'];
export const isOpen = (state: string) => openStates.includes(state);

/** Who gives an order. */
type Giver = Pick<Caller, 'schoolId' | 'id' | 'name'>;

/**
 * Gives it, or asks a second person first. Throws `device.not_found`, `order.device_not_approved`, `order.too_many`,
 * `approval.*`.
 */
export async function giveOrder(
  context: Context,
  by: Caller,
  deviceId: string,
  wish: OrderInput,
): Promise<OrderAnswer> {
  const given = await context.db.transaction().execute(async tx => {
    const device = await approvedDevice(tx, by.schoolId, deviceId);
    const waits = await askSecond(context, tx, by, device, wish);
    return waits === null ? { row: await placeOrder(context, tx, by, deviceId, wish) } : { waits };
  });
  if (given.waits !== undefined) return { waits: given.waits };
  return presentOrder(await sendOrder(context, given.row));
}

/**
 * In the caller's transaction; `sendOrder` after it. Throws `device.not_found`, `order.device_not_approved`,
 * `order.too_many`.
 */
export async function placeOrder(
  context: Context,
  tx: Tx,
  by: Giver,
  deviceId: string,
  wish: Pick<OrderInput, 'reason' | 'expiresInMinutes'> & { order: Order },
): Promise<OrderRow> {
  const device = await approvedDevice(tx, by.schoolId, deviceId);
  await refuseOrderWhileKept(tx, device, wish.order);
  const open = await openOrders(tx, deviceId);
  const same = open.find(one => isSameWish(one, wish.order));
  if (same !== undefined) return same;
  if (open.length >= mostOpen)
    throw conflict('order.too_many', `${mostOpen} orders wait for “${device.name}” already.`);
  const made = sign(context, by, deviceId, wish);
  await tx.insertInto('device_order').values(made).execute();
  if (quiet.includes(wish.order.kind)) return made;
  const because = wish.reason === '' ? '' : `, because: ${wish.reason}`;
  const facts = { name: device.name, what: orderInWords(wish.order), because };
  await context.audit.record(tx, by, 'order.given', { subject: deviceId, facts });
  return made;
}

/** Given by the console itself, every day; or written down by the room that gives it. */
const quiet: readonly Order['kind'][] = ['test_recovery_key', 'support_state', 'call_off', 'request_answer'];

/** Asked again while it waits, it is the same wish. */
const repeatable: readonly Order['kind'][] = [
  ...(['check_now', 'lock', 'update_virus_list', 'scan_for_viruses'] as const),
  'collect_diagnostics',
  ...leaveKinds,
];
const isSameWish = (row: OrderRow, order: Order) =>
  row.kind === order.kind &&
  repeatable.includes(order.kind) &&
  canonicalJson(orderOf(row)) === canonicalJson(order);

async function approvedDevice(tx: Tx, schoolId: string, deviceId: string): Promise<DeviceRecordRow> {
  const device = await findDeviceRecord(tx, deviceId);
  if (device === undefined || device.school_id !== schoolId || device.status === 'removed')
    throw notFound('device');
  if (device.status !== 'approved')
    throw conflict('order.device_not_approved', `“${device.name}” takes no orders until it is approved.`);
  return device;
}

function openOrders(db: Tx, deviceId: string): Promise<OrderRow[]> {
  return db
    .selectFrom('device_order')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('state', 'in', openStates)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

function sign(
  context: Context,
  by: Giver,
  deviceId: string,
  wish: Pick<OrderInput, 'expiresInMinutes' | 'reason'> & { order: Order },
): OrderRow {
  const at = context.now();
  const usual = lifetimeMs[wish.order.kind];
  const asked = wish.expiresInMinutes === undefined ? usual : wish.expiresInMinutes * minuteMs;
  const document: OrderDocument = orderDocument.parse({
    id: randomUUIDv7(),
    schoolId: by.schoolId,
    deviceId,
    issuedAt: at,
    expiresAt: at + asked,
    order: wish.order,
  });
  const payload = canonicalJson(document);
  return {
    id: document.id,
    school_id: by.schoolId,
    device_id: deviceId,
    kind: wish.order.kind,
    payload,
    signature: context.identity.sign(orderText(payload)),
    reason: wish.reason,
    state: 'pending',
    detail: '',
    created_at: at,
    created_by: by.name,
    expires_at: document.expiresAt,
    sent_at: null,
    progress_at: null,
    ended_at: null,
    answered: 0,
  };
}

/** At once when it is connected here; otherwise at its next welcome. */
export async function sendOrder(context: Context, row: OrderRow): Promise<OrderRow> {
  const { payload, signature } = row;
  context.events.nudge(row.school_id, ['device'], [row.device_id]);
  if (!context.presence.send(row.device_id, 'order', { payload, signature })) return row;
  if (row.state !== 'pending') return row;
  const at = context.now();
  // Its answer may have come before this is written.
  await context.db
    .updateTable('device_order')
    .set({ state: 'sent', sent_at: at })
    .where('id', '=', row.id)
    .where('state', '=', 'pending')
    .execute();
  return { ...row, state: 'sent', sent_at: at };
}

/** At each welcome: whatever this device has not answered and may still obey, oldest first. */
export async function sendOrders(context: Context, deviceId: string): Promise<void> {
  const now = context.now();
  const open = await openOrders(context.db, deviceId);
  for (const row of open) if (row.expires_at > now || row.state === 'working') await sendOrder(context, row);
  const schoolId = open[0]?.school_id;
  if (schoolId !== undefined) context.events.nudge(schoolId, ['device'], [deviceId]);
}

/**
 * What is counted down at a device is called off there. Anything else that a device has already it may still do;
 * whatever it then says stands. Throws `order.*`.
 */
export async function withdrawOrder(
  context: Context,
  by: Caller,
  deviceId: string,
  id: string,
): Promise<void> {
  const off = await context.db.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('device_order')
      .selectAll()
      .where('id', '=', id)
      .where('device_id', '=', deviceId)
      .where('school_id', '=', by.schoolId)
      .modifyEnd(rowLock(tx))
      .executeTakeFirst();
    if (row === undefined) throw notFound('order');
    if (!isOpen(row.state)) throw conflict('order.ended', 'That order has ended already.');
    await tx
      .updateTable('device_order')
      .set({ state: 'withdrawn', ended_at: context.now() })
      .where('id', '=', id)
      .execute();
    const name = (await findDeviceRecord(tx, deviceId))?.name ?? deviceId;
    const facts = { name, what: orderInWords(orderOf(row)) };
    await context.audit.record(tx, by, 'order.withdrawn', { subject: deviceId, facts });
    if (row.state === 'pending' || !leaveKinds.some(kind => kind === row.kind)) return null;
    return placeOrder(context, tx, by, deviceId, { order: { kind: 'call_off' }, reason: '' });
  });
  if (off !== null) await sendOrder(context, off);
  context.events.nudge(by.schoolId, ['device'], [deviceId]);
}

const answer = z.object({ orderId: z.uuid(), outcome: z.enum(orderOutcomes), detail: z.string() });
const stateOf = {
  done: 'done',
  refused: 'refused',
  failed: 'failed',
  not_possible: 'failed',
  expired: 'expired',
} as const;
const saidAs = {
  done: 'done.',
  refused: 'it refused.',
  failed: 'that failed.',
  not_possible: 'that is not possible there.',
  expired: 'it came too late.',
} as const;

/** The event `order.done` of a device. May be heard more than once; only the first answer to its own order counts. */
export async function heardOrderDone(
  context: Context,
  { deviceId, schoolId }: { deviceId: string; schoolId: string },
  facts: Record<string, unknown>,
): Promise<void> {
  const said = answer.safeParse(facts);
  if (!said.success) return;
  const { orderId, outcome } = said.data;
  const detail = clean(said.data.detail, 300);
  const changed = await context.db.transaction().execute(async tx => {
    const row = await tx
      .updateTable('device_order')
      .set({ state: stateOf[outcome], detail, ended_at: context.now(), answered: 1 })
      .where('id', '=', orderId)
      .where('device_id', '=', deviceId)
      .where('answered', '=', 0)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return false;
    if (row.kind === 'check_now' || quiet.some(kind => kind === row.kind)) return true;
    const name = (await findDeviceRecord(tx, deviceId))?.name ?? deviceId;
    const words = `${saidAs[outcome]}${detail === '' ? '' : ` ${detail}`}`;
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
    await context.audit.record(tx, by, 'order.ended', {
      subject: deviceId,
      facts: { name, what: orderInWords(orderOf(row)), outcome: words },
    });
    return true;
  });
  if (changed) context.events.nudge(schoolId, ['device'], [deviceId]);
}

const progress = answer.pick({ orderId: true, detail: true });

/** The event `order.progress`: it has begun, and says how far it is. After its answer it says nothing more. */
export async function heardOrderProgress(
  context: Context,
  { deviceId, schoolId }: { deviceId: string; schoolId: string },
  facts: Record<string, unknown>,
): Promise<void> {
  const said = progress.safeParse(facts);
  if (!said.success) return;
  const { numUpdatedRows } = await context.db
    .updateTable('device_order')
    .set({ state: 'working', detail: clean(said.data.detail, 300), progress_at: context.now() })
    .where('id', '=', said.data.orderId)
    .where('device_id', '=', deviceId)
    .where('answered', '=', 0)
    .where('state', 'in', openStates)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) context.events.nudge(schoolId, ['device'], [deviceId]);
}

/** Those of one kind that have ended, of one device: nothing is learned from them any more. */
export async function forgetEnded(tx: Tx, deviceId: string, kind: Order['kind']): Promise<void> {
  await tx
    .deleteFrom('device_order')
    .where('device_id', '=', deviceId)
    .where('kind', '=', kind)
    .where('state', 'not in', openStates)
    .execute();
}

/** Whoever works at something says more within a day, or does no more of it. */
const silentMs = 24 * 60 * minuteMs;

/** What nobody answered in time, or went on with. A device that did it all the same may still say so. */
export async function expireOrders(context: Context): Promise<void> {
  const now = context.now();
  const end = (detail: string) =>
    context.db
      .updateTable('device_order')
      .set({ state: 'expired', ended_at: now, detail })
      .returning(['school_id', 'device_id']);
  const late = await end('The device did not answer in time.')
    .where('state', 'in', ['pending', 'sent'])
    .where('expires_at', '<=', now)
    .execute();
  const silent = await end('The device began, and then said nothing more for a day.')
    .where('state', '=', 'working')
    .where(eb => eb(eb.fn.coalesce('progress_at', 'created_at'), '<=', now - silentMs))
    .execute();
  const expired = [...late, ...silent];
  for (const [schoolId, ofSchool] of Map.groupBy(expired, one => one.school_id))
    context.events.nudge(
      schoolId,
      ['device'],
      ofSchool.map(one => one.device_id),
    );
}

export function orderOf(row: Pick<OrderRow, 'payload'>): Order {
  return orderDocument.parse(JSON.parse(row.payload)).order;
}

const fileUntil = ({ ended_at }: OrderRow) => (ended_at ?? 0) + diagnosticsDays * 24 * 60 * minuteMs;

export function presentOrder(row: OrderRow): OrderView {
  const order = orderOf(row);
  return {
    id: row.id,
    kind: row.kind,
    what: orderInWords(order),
    grantId: order.kind === 'media_grant' ? order.grant.grantId : null,
    fileUntil: row.kind === 'collect_diagnostics' && row.state === 'done' ? fileUntil(row) : null,
    reason: row.reason,
    state: row.state as OrderView['state'],
    detail: row.detail,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    endedAt: row.ended_at,
  };
}
