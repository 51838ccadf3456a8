/** Asking to look at a screen, beginning, ending and withdrawing: each told to the computer by a signed order. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import type * as z from 'zod';
import { type supportInput, supportLink } from '../../../shared/protocol/api/support.ts';
import type { Context } from '../context.ts';
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import { type OrderRow, placeOrder, sendOrder } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { openStates } from './list.ts';
import { readRules } from './rules.ts';

type Row = Selectable<Database['support_session']>;
type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

const minuteMs = 60_000;
/** Long enough to mend something, short enough that a yes of the morning does not hold in the evening. */
const longestMs = 4 * 60 * minuteMs;

/** Throws `device.not_found`, `order.device_not_approved`, `support.open_already`. */
export async function askToSupport(
  context: Context,
  by: Caller,
  deviceId: string,
  wish: z.output<typeof supportInput>,
): Promise<string> {
  const { id, order } = await context.db.transaction().execute(async tx => {
    const device = await findDeviceRecord(tx, deviceId);
    if (device === undefined || device.school_id !== by.schoolId) throw notFound('device');
    await refuseSecond(tx, device);
    const { tool, toldOnly, answerMinutes } = await readRules(tx, by.schoolId);
    const at = context.now();
    const made = {
      ...{ id: randomUUIDv7(), school_id: by.schoolId, device_id: deviceId, device_name: device.name },
      ...{ asked_by: by.id, asked_by_name: by.name, tool, note: '' },
      ...{ outside: clean(wish.outside, 200), purpose: clean(wish.purpose, 200) },
      consent: wish.ask || !toldOnly.includes(device.group_id) ? 1 : 0,
      ...{ state: 'asked', created_at: at, answer_by: at + answerMinutes * minuteMs, until: at + longestMs },
      ...{ told_at: null, shown_at: null, answered_at: null, answered_by: null, stopped_at: null },
      ...{ begun_at: null, ended_at: null, ended_by: null },
    } as const;
    const placed = await placeOrder(context, tx, by, deviceId, {
      order: {
        ...{ kind: 'support_ask', supportId: made.id, purpose: made.purpose, tool },
        by: (made.outside === '' ? by.name : `${by.name}, for ${made.outside}`).slice(0, 100),
        ...{ consent: made.consent === 1, answerBy: made.answer_by, until: made.until },
      },
      // Not the purpose: the log of orders is kept for longer than the register.
      ...{ reason: '', expiresInMinutes: answerMinutes },
    });
    await tx
      .insertInto('support_session')
      .values({ ...made, order_id: placed.id })
      .execute();
    return { id: made.id, order: placed };
  });
  await sendOrder(context, order);
  nudge(context, by.schoolId, deviceId);
  return id;
}

/** The address of the school's tool for this computer; null where it keeps none. Throws `support.*`. */
export async function beginSession(context: Context, by: Caller, id: string): Promise<string | null> {
  const { order, link } = await context.db.transaction().execute(async tx => {
    const row = await forChange(tx, by.schoolId, id);
    // The person at the computer said yes to somebody they know by name.
    if (row.asked_by !== by.id)
      throw conflict('support.not_yours', `${row.asked_by_name} asked, and only they may begin.`);
    if (row.state !== 'ready' || row.until <= context.now())
      throw conflict('support.not_ready', 'It may not begin: look at what became of the question.');
    await write(tx, id, { state: 'running', begun_at: context.now() });
    await record(context, tx, by, 'remote_support.begun', row);
    const { link: template } = await readRules(tx, by.schoolId);
    const device = { id: row.device_id, name: row.device_name };
    return {
      order: await told(context, tx, by, row, 'begun'),
      link: template === '' ? null : supportLink(template, device),
    };
  });
  await sent(context, order);
  return link;
}

/** Throws `support.not_running`. */
export async function endSession(context: Context, by: By, id: string, note: string): Promise<void> {
  const order = await context.db.transaction().execute(async tx => {
    const row = await forChange(tx, by.schoolId, id);
    if (row.state !== 'running') throw conflict('support.not_running', 'It is not going on.');
    await write(tx, id, {
      ...{ state: 'ended', ended_at: context.now(), ended_by: by.name, note: clean(note, 300) },
    });
    await record(context, tx, by, 'remote_support.ended', row);
    return told(context, tx, by, row, 'over');
  });
  await sent(context, order);
}

/** Before it began. Throws `support.not_open`. */
export async function withdrawSession(context: Context, by: By, id: string): Promise<void> {
  const order = await context.db.transaction().execute(async tx => {
    const row = await forChange(tx, by.schoolId, id);
    if (row.state !== 'asked' && row.state !== 'ready')
      throw conflict('support.not_open', 'It has begun or is over: there is nothing to withdraw.');
    await write(tx, id, { state: 'withdrawn', ended_at: context.now(), ended_by: by.name });
    await record(context, tx, by, 'remote_support.withdrawn', row);
    return told(context, tx, by, row, 'over');
  });
  await sent(context, order);
}

/** One at a time: whoever sits there must know who looks. */
async function refuseSecond(tx: Tx, { id, name }: { id: string; name: string }): Promise<void> {
  const open = await tx
    .selectFrom('support_session')
    .select('asked_by_name')
    .where('device_id', '=', id)
    .where('state', 'in', [...openStates])
    .executeTakeFirst();
  if (open !== undefined)
    throw conflict(
      'support.open_already',
      `${open.asked_by_name} has asked about “${name}” already. End or withdraw that first.`,
    );
}

async function forChange(tx: Tx, schoolId: string, id: string): Promise<Row> {
  const row = await tx
    .selectFrom('support_session')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  if (row === undefined) throw notFound('support');
  return row;
}

async function write(tx: Tx, id: string, values: Partial<Row>): Promise<void> {
  await tx.updateTable('support_session').set(values).where('id', '=', id).execute();
}

/** Not the purpose: the log is kept for longer than the register. */
async function record({ audit }: Context, tx: Tx, by: By, action: string, row: Row): Promise<void> {
  await audit.record(tx, by, action, { subject: row.device_id, facts: { name: row.device_name } });
}

/** Null where the device takes no orders any more: then its window ends by its own clock. */
async function told(
  context: Context,
  tx: Tx,
  by: By,
  row: Row,
  state: 'begun' | 'over',
): Promise<OrderRow | null> {
  const device = await findDeviceRecord(tx, row.device_id);
  if (device?.status !== 'approved') return null;
  const order = { kind: 'support_state', supportId: row.id, state } as const;
  return placeOrder(context, tx, by, row.device_id, { order, reason: '' });
}

async function sent(context: Context, order: OrderRow | null): Promise<void> {
  if (order === null) return;
  await sendOrder(context, order);
  nudge(context, order.school_id, order.device_id);
}

function nudge({ events }: Context, schoolId: string, deviceId: string): void {
  events.nudge(schoolId, ['support', 'device'], [deviceId]);
}
