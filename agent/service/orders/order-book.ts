/**
 * Obeys signed orders: each at most once, whatever crashes in between, and tells the outcome once. What was begun is
 * on the disk before it begins; an order found begun after a start was cut off, and is told as failed, never repeated.
 */
import * as z from 'zod';
import {
  type Order,
  type OrderOutcome,
  order,
  orderOutcomes,
  type SignedOrder,
} from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import { isSignedBy } from '../identity.ts';
import type { Outbox } from '../outbox.ts';

export interface OrderEdges {
  outbox: Pick<Outbox, 'fact' | 'setFact' | 'event' | 'transaction' | 'next' | 'highestSeq'>;
  /** What became of one that was begun before this start, where it can be known all the same: a restart was the order. */
  afterwards?(kind: string): OrderOutcome | undefined;
  /** Carries out an order that was checked. What it throws is told as failed. `said` tells how far it is; `id` names it. */
  obey(order: Order, said: (detail: string) => void, id: string): Promise<OrderOutcome>;
  log(event: string, facts?: Record<string, unknown>): void;
}

/** For whom this device takes orders, from whom, and what time it is there. */
export interface Audience {
  schoolId: string;
  deviceId: string;
  consoleKey: string;
  /** UTC milliseconds by the console's clock. */
  now: number;
}

/** An act and the event that tells its outcome. */
export interface Errand {
  id: string;
  kind: string;
  /** By the console's clock; kept at least until then. */
  expiresAt: number;
  event: string;
  facts: Record<string, string | number | boolean | null>;
}

/** `seq` of the event that told the outcome; null while it has not ended. */
const kept = z.object({
  id: z.string(),
  kind: z.string(),
  expiresAt: z.number(),
  event: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ended: z.object({ outcome: z.enum(orderOutcomes), detail: z.string(), seq: z.number() }).nullable(),
});
type Kept = z.infer<typeof kept>;

/** As the document says, except that an act of a newer console is still an order that can be refused by its id. */
const outer = z.object({
  id: z.uuid(),
  schoolId: z.string(),
  deviceId: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  order: z.unknown(),
});

const factName = 'orders';
/** Beyond this many that have not expired something is wrong, and nothing more is taken. */
const mostKept = 400;
/** Kept so much longer than it may be obeyed, in case two clocks were right by turns. */
const marginMs = 24 * 3600_000;

export class OrderBook {
  readonly #edges: OrderEdges;
  #said = new Set<string>();
  /** As it is on the disk; read again after anything was rolled back. */
  #held: Kept[] | undefined;

  constructor(edges: OrderEdges) {
    this.#edges = edges;
  }

  /** What was begun before the last stop is told; nothing of it is done again. */
  start(): void {
    const cutOff: OrderOutcome = {
      outcome: 'failed',
      detail: 'The computer stopped while it was doing this.',
    };
    for (const one of this.#kept())
      if (one.ended === null) this.#end(one.id, this.#edges.afterwards?.(one.kind) ?? cutOff);
  }

  /** A new session: what is wrong may be said once more. */
  begin(): void {
    this.#said = new Set();
  }

  /** Never throws. Resolves when the outcome is saved. */
  async receive(signed: SignedOrder, audience: Audience): Promise<void> {
    const read = readOrder(signed, audience);
    if (typeof read === 'string') return this.#refuse(read);
    this.#prune(audience.now);
    const before = this.#kept().find(one => one.id === read.id);
    if (before !== undefined) return this.#again(before);
    const { id, expiresAt } = read;
    const errand = { id, expiresAt, kind: kindOf(read.order), event: 'order.done', facts: { orderId: id } };
    const act = order.safeParse(read.order);
    if (audience.now > expiresAt) this.settle(errand, { outcome: 'expired', detail: 'It came too late.' });
    else if (act.success) await this.perform(errand, act.data);
    else
      this.settle(errand, {
        outcome: 'refused',
        detail: 'This version of Caretaker does not know that order.',
      });
  }

  /** Does it unless it was ever begun. Answers how it ended, or undefined while that is not known. Never throws. */
  async perform(errand: Errand, act: Order): Promise<OrderOutcome | undefined> {
    const { log, obey } = this.#edges;
    try {
      const before = this.#kept().find(one => one.id === errand.id);
      if (before !== undefined) return before.ended ?? undefined;
      this.#begin(errand);
    } catch (error) {
      // Not on the disk, so not begun: it is sent again.
      log('order not begun', { error: String(error) });
      return undefined;
    }
    const said = (detail: string) => this.#progress(errand, detail);
    const outcome = await obey(act, said, errand.id).catch((error: unknown): OrderOutcome => {
      log('order failed', { kind: errand.kind, error: String(error) });
      return { outcome: 'failed', detail: 'Something went wrong while doing it: see the log of the device.' };
    });
    try {
      this.#end(errand.id, outcome);
    } catch (error) {
      log('order not ended', { error: String(error) });
    }
    return outcome;
  }

  /** Tells how it ended without doing anything, unless it was ever begun. Throws when that cannot be kept. */
  settle(errand: Errand, outcome: OrderOutcome): OrderOutcome | undefined {
    const before = this.#kept().find(one => one.id === errand.id);
    if (before !== undefined) return before.ended ?? undefined;
    this.#together(() => {
      this.#begin(errand);
      this.#end(errand.id, outcome);
    });
    return outcome;
  }

  /** Lost when it cannot be kept: the outcome counts. */
  #progress({ event, facts, kind }: Errand, detail: string): void {
    if (event !== 'order.done') return;
    try {
      this.#edges.outbox.event('order.progress', { ...facts, kind, detail: detail.slice(0, 300) });
    } catch (error) {
      this.#edges.log('progress not kept', { error: String(error) });
    }
  }

  /** Whoever sends what is not for us learns nothing; the school hears of each kind of it once a session. */
  #refuse(reason: string): void {
    if (this.#said.has(reason)) return;
    this.#said.add(reason);
    this.#edges.outbox.event('order.not_taken', { reason });
  }

  /** The console has not heard the outcome: it is still on its way, or it was lost and is told again. */
  #again(before: Kept): void {
    if (before.ended === null) return;
    const { outbox } = this.#edges;
    const waiting = outbox.next(before.ended.seq - 1, 1, 1)[0]?.seq === before.ended.seq;
    if (!waiting) this.#end(before.id, before.ended);
  }

  #begin(errand: Errand): void {
    const all = this.#kept();
    if (all.length >= mostKept) throw new Error('too many orders at once');
    const { id, kind, expiresAt, event, facts } = errand;
    this.#keep([...all, { id, kind, expiresAt, event, facts, ended: null }]);
  }

  #end(id: string, { outcome, detail }: OrderOutcome): void {
    const { outbox } = this.#edges;
    this.#together(() => {
      const all = this.#kept();
      const one = all.find(held => held.id === id);
      if (one === undefined) return;
      const told = { outcome, detail: detail.slice(0, 300).toWellFormed() };
      outbox.event(one.event, { ...one.facts, kind: one.kind, ...told });
      const ended = { ...told, seq: outbox.highestSeq };
      this.#keep(all.map(held => (held.id === id ? { ...held, ended } : held)));
    });
  }

  #prune(now: number): void {
    const all = this.#kept();
    const held = all.filter(one => one.ended === null || now <= one.expiresAt + marginMs);
    if (held.length < all.length) this.#keep(held);
  }

  #kept(): Kept[] {
    const text = this.#held === undefined ? this.#edges.outbox.fact(factName) : undefined;
    this.#held ??= text === undefined ? [] : z.array(kept).parse(JSON.parse(text));
    return this.#held;
  }

  #keep(all: Kept[]): void {
    this.#together(() => this.#edges.outbox.setFact(factName, JSON.stringify(all)));
    this.#held = all;
  }

  /** All of it reaches the disk, or nothing. */
  #together(work: () => void): void {
    try {
      this.#edges.outbox.transaction(work);
    } catch (error) {
      this.#held = undefined;
      throw error;
    }
  }
}

function readOrder(signed: SignedOrder, audience: Audience): z.infer<typeof outer> | string {
  if (!isSignedBy(audience.consoleKey, orderText(signed.payload), signed.signature)) return 'bad_signature';
  let document: z.infer<typeof outer>;
  try {
    document = outer.parse(JSON.parse(signed.payload));
  } catch {
    return 'malformed';
  }
  if (document.schoolId !== audience.schoolId || document.deviceId !== audience.deviceId)
    return 'wrong_audience';
  return document;
}

function kindOf(act: unknown): string {
  const kind = z.object({ kind: z.string().max(60) }).safeParse(act);
  return kind.success ? kind.data.kind : 'unknown';
}
