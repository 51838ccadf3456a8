/** What goes on by itself, or waits for computers and companies: roll-outs, orders, collections, stock-takes. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { sayOrder } from '../orders/index.ts';
import { runningRollouts } from '../policies/index.ts';

type Lines = Overview['progress']['lines'];

/** Of each kind; what is older than these stands on its own page. */
const most = 5;
const dayMs = 24 * 3600_000;

export async function inProgress(context: Context, schoolId: string): Promise<Overview['progress']> {
  const { db } = context;
  const now = context.now();
  return {
    rollouts: await runningRollouts(context, schoolId),
    lines: [
      ...(await orders(db, schoolId, now)),
      ...(await collections(db, schoolId, now)),
      ...(await stockTakes(db, schoolId)),
    ],
  };
}

async function orders(db: Tx, schoolId: string, now: number): Promise<Lines> {
  const found = await db
    .selectFrom('device_order')
    .innerJoin('device', 'device.id', 'device_order.device_id')
    .select(['device_order.id', 'device_id', 'device.name', 'payload', 'state', 'device_order.created_at'])
    .where('device_order.school_id', '=', schoolId)
    .where('state', 'in', ['pending', 'sent', 'working'])
    .where('device_order.expires_at', '>', now)
    .orderBy('device_order.created_at', 'desc')
    .limit(most)
    .execute();
  return found.map(({ id, device_id, name, payload, state, created_at }) => ({
    ...{ id, at: created_at, to: `/devices/${device_id}?tab=orders` },
    sentence: `${name} is to ${sayOrder({ payload })}${state === 'pending' ? ', once it is connected' : ''}.`,
  }));
}

async function collections(db: Tx, schoolId: string, now: number): Promise<Lines> {
  const found = await db
    .selectFrom('disposal_batch')
    .select(['id', 'number', 'collect_on', 'signed_at', 'created_at'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['gathering', 'collected'])
    .orderBy('number', 'desc')
    .limit(most)
    .execute();
  return found.map(({ id, number, collect_on, signed_at, created_at }) => ({
    ...{ id, at: signed_at ?? created_at, to: `/disposals/batches/${id}` },
    sentence:
      signed_at === null
        ? `Collection ${number} of what is disposed of is prepared for ${sayDay(collect_on)}.`
        : `Collection ${number} of what was disposed of is open, ${sayDays((now - signed_at) / dayMs)} after it left.`,
  }));
}

async function stockTakes(db: Tx, schoolId: string): Promise<Lines> {
  const found = await db
    .selectFrom('stock_take')
    .select(['id', 'name', 'status', 'started_at'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['open', 'finished'])
    .orderBy('started_at', 'desc')
    .limit(most)
    .execute();
  return found.map(({ id, name, status, started_at }) => ({
    ...{ id, at: started_at, to: `/stock-takes/${id}` },
    sentence: `The stock-take “${name}” ${status === 'open' ? 'is being counted' : 'waits for a second person’s name'}.`,
  }));
}

function sayDays(days: number): string {
  const whole = Math.floor(days);
  return whole === 1 ? '1 day' : `${whole} days`;
}
