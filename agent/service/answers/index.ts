/**
 * What the school said yes or no to, for whoever asked at this computer: kept over a restart until they have read it, or
 * nobody came for it. Only they are told. A yes to a stick that is still plugged in shows by itself, as it opens.
 */
import * as z from 'zod';
import { type RequestAnswer, requestAnswer } from '../../../shared/protocol/answer.ts';
import type { OrderOutcome } from '../../../shared/protocol/order.ts';
import type { AnsweredScene, Refusal } from '../../../shared/protocol/tray/told.ts';
import { askerOf, type Visitor } from '../controls/control.ts';
import type { Guards } from '../guards.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

export interface AnswersOptions {
  cell: Cell<unknown>;
  clock: Pick<Clock, 'now'>;
  /** What was asked of them waits for nothing any more, or again. */
  guards: Pick<Guards, 'answered'>;
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

/** More than this nobody reads, and the oldest go first. */
const mostKept = 20;
/** Whoever has not sat here for so long asks again. */
const keptMs = 60 * 24 * 3600_000;

const schema = z.array(requestAnswer.extend({ cameAt: z.number() }));
type Kept = z.infer<typeof schema>;

export class Answers {
  readonly #options: AnswersOptions;
  #kept: Kept = [];

  /** Damaged, it is as if nothing had been answered: the console shows what was. */
  constructor(options: AnswersOptions) {
    this.#options = options;
    try {
      this.#kept = schema.safeParse(options.cell.read()).data ?? [];
    } catch (error) {
      options.log('answers not read', { error: String(error) });
    }
  }

  /** Throws where it cannot be kept. */
  obey(answer: RequestAnswer): OrderOutcome {
    const others = this.#kept.filter(one => one.requestId !== answer.requestId);
    const cameAt = this.#options.clock.now();
    const isShown = this.#options.guards.answered(answer) && answer.state === 'approved';
    this.#keep(answer.state === 'waiting' || isShown ? others : [...others, { ...answer, cameAt }]);
    return { outcome: 'done', detail: '' };
  }

  scenes(of: Visitor): AnsweredScene[] {
    const now = this.#options.clock.now();
    return this.#kept
      .filter(one => one.person === askerOf(of) && Math.abs(now - one.cameAt) < keptMs)
      .filter(({ until = Number.POSITIVE_INFINITY }) => now < until)
      .map(({ requestId: request, state, what, title, by, answer, at }) => ({
        ...{ kind: 'answered', yes: state === 'approved', request, what, title, by, answer, at },
      }));
  }

  /** They have read it; nobody else's goes with it. */
  read(by: Visitor, request: string): Refusal | null {
    const rest = this.#kept.filter(one => one.requestId !== request || one.person !== askerOf(by));
    if (rest.length === this.#kept.length) return 'not_possible';
    try {
      this.#keep(rest);
      return null;
    } catch (error) {
      this.#options.log('not saved', { event: 'answer read', error: String(error) });
      return 'not_possible';
    }
  }

  /** This device is no longer the record that they were for. */
  forget(): void {
    this.#kept = [];
    this.#options.cell.remove();
    this.#options.changed();
  }

  #keep(all: Kept): void {
    const now = this.#options.clock.now();
    const kept = all.filter(one => Math.abs(now - one.cameAt) < keptMs).slice(-mostKept);
    this.#options.cell.write(kept);
    this.#kept = kept;
    this.#options.changed();
  }
}
