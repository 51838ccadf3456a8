/**
 * Somebody of the school wants to look at this screen with the school's own tool. This room asks or tells whoever sits
 * there, keeps the answer over a restart and tells it to the school. It opens no session: no answer is a no.
 */
import * as z from 'zod';
import type { OrderOutcome } from '../../../shared/protocol/order.ts';
import {
  type SupportAsk,
  type SupportState,
  supportAsk,
  supportEvents,
} from '../../../shared/protocol/support.ts';
import type { Ask } from '../../../shared/protocol/tray/asks.ts';
import type { SupportScene } from '../../../shared/protocol/tray/support.ts';
import type { Refusal } from '../../../shared/protocol/tray/told.ts';
import type { Visitor } from '../controls/control.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

export interface SupportOptions {
  cell: Cell<unknown>;
  clock: Clock;
  /** How far the console's clock is ahead of this one, in milliseconds; 0 while that is not known. */
  aheadMs(): number;
  /** Durable when it returns; throws where nothing can be saved. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

type SupportWish = Extract<Ask, { verb: 'answer_support' }>;

const keptSchema = supportAsk.extend({
  answer: z.enum(['allowed', 'refused']).nullable(),
  shown: z.boolean(),
  begun: z.boolean(),
  /** UTC milliseconds; null while it is not over. */
  overAt: z.number().nullable(),
});
type Kept = z.infer<typeof keptSchema>;

/** So long it is said that it is over. */
const saidForMs = 10 * 60_000;
/** A timer is set for no longer, and looks again. */
const longestMs = 3600_000;

export class Support {
  readonly #options: SupportOptions;
  #kept: Kept | undefined;
  #cancel = () => {};

  /** Damaged, it is as if nobody had asked: the console says it again while it waits, and no answer is a no. */
  constructor(options: SupportOptions) {
    this.#options = options;
    try {
      this.#kept = keptSchema.safeParse(options.cell.read()).data;
    } catch (error) {
      options.log('support not read', { error: String(error) });
    }
  }

  start(): void {
    this.#look();
  }

  stop(): void {
    this.#cancel();
  }

  obey(order: SupportAsk | SupportState): OrderOutcome {
    return order.kind === 'support_ask' ? this.#ask(order) : this.#follow(order);
  }

  /** The same for everybody who is signed in here: each may say no. */
  scenes(_of: Visitor): SupportScene[] {
    const one = this.#kept;
    const stage = one === undefined ? null : this.#stageOf(one);
    if (one === undefined || stage === null) return [];
    if (!one.shown) this.#shown(one);
    const { supportId: support, by, purpose, tool, consent: asked } = one;
    const answerBy = stage === 'ask' ? one.answerBy - this.#options.aheadMs() : null;
    return [{ kind: 'support', support, stage, by, purpose, tool, asked, answerBy }];
  }

  /** A harmless verb: it can only answer what a signed order asked. Null once it is saved. */
  answer({ user }: Visitor, { support, answer }: SupportWish): Refusal | null {
    const one = this.#kept;
    const stage = one?.supportId === support ? this.#stageOf(one) : null;
    if (one === undefined || stage === null || !one.consent) return 'not_possible';
    const facts = { supportId: support, user: (user ?? '').slice(0, 100) };
    if (stage === 'ask') {
      const said = answer === 'yes' ? 'allowed' : 'refused';
      return this.#saved(supportEvents.answered, { ...facts, answer: said }, { ...one, answer: said });
    }
    if (stage === 'over') return 'not_possible';
    // Said twice, it is the same answer; and a no is final.
    if (stage === 'no' || answer === 'yes') return stage === 'no' && answer === 'yes' ? 'not_possible' : null;
    return this.#saved(supportEvents.stopped, { ...facts, answer: 'refused' }, { ...one, answer: 'refused' });
  }

  /** This device is no longer the record that it was for. */
  forget(): void {
    this.#cancel();
    this.#kept = undefined;
    this.#options.cell.remove();
    this.#options.changed();
  }

  /** By the console's clock, as everything in the question is. */
  get #now(): number {
    return this.#options.clock.now() + this.#options.aheadMs();
  }

  #ask({ kind: _kind, ...order }: SupportAsk): OrderOutcome {
    if (order.answerBy <= this.#now)
      return { outcome: 'expired', detail: 'The time to answer was over before the computer heard of it.' };
    const before = this.#kept;
    if (before !== undefined && this.#isOpen(before) && before.supportId !== order.supportId)
      return { outcome: 'refused', detail: 'Another support session is asked for or going on.' };
    this.#options.tell(supportEvents.told, { supportId: order.supportId });
    this.#keep({ ...order, kind: 'support_ask', answer: null, shown: false, begun: false, overAt: null });
    this.#look();
    return { outcome: 'done', detail: '' };
  }

  #follow({ supportId, state }: SupportState): OrderOutcome {
    const one = this.#kept;
    if (one?.supportId !== supportId) return { outcome: 'done', detail: '' };
    if (state === 'begun' && (one.overAt !== null || (one.consent && one.answer !== 'allowed')))
      return { outcome: 'refused', detail: 'Nobody at the computer has said yes.' };
    this.#keep(state === 'begun' ? { ...one, begun: true } : { ...one, overAt: one.overAt ?? this.#now });
    this.#look();
    return { outcome: 'done', detail: '' };
  }

  #isOpen(one: Kept): boolean {
    const stage = this.#stageOf(one);
    return stage !== null && stage !== 'over' && (stage !== 'no' || one.begun);
  }

  #stageOf(one: Kept): SupportScene['stage'] | null {
    const now = this.#now;
    const overAt = one.overAt ?? (one.until <= now ? one.until : null);
    if (overAt !== null) return one.begun && now < overAt + saidForMs ? 'over' : null;
    if (one.answer === 'refused') return one.begun || now < one.answerBy + saidForMs ? 'no' : null;
    if (one.begun) return 'on';
    if (!one.consent) return 'told';
    if (one.answer === 'allowed') return 'allowed';
    return now < one.answerBy ? 'ask' : null;
  }

  #shown(one: Kept): void {
    try {
      this.#options.tell(supportEvents.shown, { supportId: one.supportId });
      this.#keep({ ...one, shown: true });
    } catch (error) {
      this.#options.log('not saved', { event: supportEvents.shown, error: String(error) });
    }
  }

  #saved(name: string, facts: Record<string, string>, next: Kept): Refusal | null {
    try {
      this.#options.tell(name, facts);
      this.#keep(next);
    } catch (error) {
      this.#options.log('not saved', { event: name, error: String(error) });
      return 'not_possible';
    }
    this.#look();
    return null;
  }

  #keep(one: Kept): void {
    this.#options.cell.write(one);
    this.#kept = one;
  }

  /** The window changes by itself when the time to answer, or the session's longest, is over. */
  #look(): void {
    this.#cancel();
    this.#options.changed();
    const one = this.#kept;
    if (one === undefined) return;
    const now = this.#now;
    const times = [
      one.answerBy,
      one.answerBy + saidForMs,
      one.until,
      (one.overAt ?? one.until) + saidForMs,
    ].filter(at => at > now);
    if (times.length === 0) return;
    const wait = Math.min(longestMs, Math.min(...times) - now);
    this.#cancel = this.#options.clock.after(wait, () => this.#look());
  }
}
