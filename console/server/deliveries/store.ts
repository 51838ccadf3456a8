/** What is to go out, kept until it has: one row a message and receiver, once by its key. */
import { randomUUIDv7 } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Database, Db, Tx } from '../database/index.ts';

export type DeliveryRow = Selectable<Database['delivery']>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Between one attempt and the next; two days in all, then it is given up. */
export const pausesMs = [
  minuteMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  6 * hourMs,
  12 * hourMs,
  24 * hourMs,
];
/** Longer than any attempt takes: whoever holds it longer has stopped in between. */
export const leaseMs = 10 * minuteMs;
/** After it has ended. */
export const keptMs = 30 * 24 * hourMs;

export interface NewDelivery {
  way: 'mail' | 'webhook';
  /** An account, the e-mail address of somebody who has none, or a webhook. */
  target: string;
  /** A second one under the same key is not taken. */
  key: string;
  /** In a few words, for people: "Digest of 22 Nov 2026". */
  what: string;
  body: string;
}

/** In the transaction of what it tells of, so that both happen or neither. */
export async function enqueue(
  { now }: Pick<Context, 'now'>,
  tx: Tx,
  schoolId: string,
  messages: readonly NewDelivery[],
): Promise<void> {
  if (messages.length === 0) return;
  const at = now();
  const rows = messages.map(message => ({
    ...message,
    ...{ id: randomUUIDv7(), school_id: schoolId, state: 'waiting', attempts: 0 },
    ...{ next_at: at, created_at: at, ended_at: null, error: '' },
  }));
  await tx
    .insertInto('delivery')
    .values(rows)
    .onConflict(clash => clash.columns(['school_id', 'key']).doNothing())
    .execute();
}

/** What its matter is over for, and has not gone out: all whose key begins so, which holds no sign of a pattern. In the transaction that ended the matter. */
export async function takeBack(tx: Tx, schoolId: string, keyBegins: string): Promise<void> {
  await tx
    .deleteFrom('delivery')
    .where('school_id', '=', schoolId)
    .where('state', '=', 'waiting')
    .where('key', 'like', `${keyBegins}%`)
    .execute();
}

/** The next one that is due, can go its way now, and whose target has not failed just now; it is the caller's for the lease. */
export async function claim(
  db: Db,
  at: number,
  ways: readonly string[],
  not: readonly string[],
): Promise<DeliveryRow | undefined> {
  const due = await db
    .selectFrom('delivery')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', at)
    .where('way', 'in', ways)
    .$if(not.length > 0, some => some.where('target', 'not in', [...not]))
    .orderBy('next_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (due === undefined) return undefined;
  return db
    .updateTable('delivery')
    .set({ state: 'sending', attempts: sql<number>`attempts + 1`, next_at: at + leaseMs })
    .where('id', '=', due.id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirst();
}

/**
 * Those whose sender stopped in between. A webhook's receiver knows one by its id, so it is sent again; an e-mail
 * may have gone out, and nothing is told twice: a person decides.
 */
export async function recoverAbandoned(db: Db, at: number): Promise<void> {
  const abandoned = db.updateTable('delivery').where('state', '=', 'sending').where('next_at', '<=', at);
  await abandoned.set({ state: 'waiting', next_at: at }).where('way', '=', 'webhook').execute();
  const error = 'The console stopped while it was being sent: it may have arrived.';
  await abandoned.set({ state: 'unsure', ended_at: at, error }).where('way', '=', 'mail').execute();
}

export type Outcome =
  | { kind: 'sent' }
  /** Tried again after a pause. */
  | { kind: 'later'; error: string }
  /** Will not work however often it is tried. */
  | { kind: 'failed'; error: string }
  /** It may have arrived. */
  | { kind: 'unsure'; error: string };

export async function settle(
  db: Db,
  { id, attempts }: DeliveryRow,
  outcome: Outcome,
  at: number,
): Promise<void> {
  const pause = pausesMs[attempts - 1];
  const again = outcome.kind === 'later' && pause !== undefined;
  const state = again ? 'waiting' : outcome.kind === 'later' ? 'failed' : outcome.kind;
  const error = outcome.kind === 'sent' ? '' : outcome.error.slice(0, 300);
  await db
    .updateTable('delivery')
    .set({ state, error, next_at: again ? at + pause : at, ended_at: again ? null : at })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** What was sent, or was not, is of no use to anybody after a month. */
export async function forgetEnded(db: Db, at: number): Promise<void> {
  await db
    .deleteFrom('delivery')
    .where('ended_at', '<', at - keptMs)
    .execute();
}
