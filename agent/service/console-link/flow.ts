/** Sends what the outbox holds, in order, a few messages ahead of their acknowledgements. */
import { maxRecordsInMessage } from '../../../shared/protocol/limits.ts';
import type { Outbox } from '../outbox.ts';

const maxMessagesAhead = 4;
const maxMessageBytes = 256 * 1024;

export class Flow {
  readonly #outbox: Outbox;
  readonly #send: (text: string) => void;
  /** Ids still unanswered, each with its message. */
  readonly #message = new Map<string, Set<string>>();
  readonly #ahead = new Set<Set<string>>();
  #sentUpTo = 0;
  #oldestSentAt: number | undefined;
  readonly #now: () => number;

  constructor(outbox: Outbox, send: (text: string) => void, now: () => number) {
    this.#outbox = outbox;
    this.#send = send;
    this.#now = now;
  }

  /** Since when the console has owed an answer, or undefined when it owes none. */
  get owedSince(): number | undefined {
    return this.#ahead.size === 0 ? undefined : this.#oldestSentAt;
  }

  /** Sends as much as may be on its way. Safe to call at any time. */
  push(): void {
    while (this.#ahead.size < maxMessagesAhead) {
      const records = this.#outbox.next(this.#sentUpTo, maxRecordsInMessage, maxMessageBytes);
      const last = records.at(-1);
      if (last === undefined) return;
      const ids = new Set(records.map(record => record.id));
      for (const id of ids) this.#message.set(id, ids);
      if (this.#ahead.size === 0) this.#oldestSentAt = this.#now();
      this.#ahead.add(ids);
      this.#sentUpTo = last.seq;
      // The records are JSON already; parsing them to write them again would double the work.
      this.#send(
        `{"v":1,"kind":"records","body":{"records":[${records.map(record => record.body).join(',')}]}}`,
      );
    }
  }

  acknowledged(ids: readonly string[]): void {
    this.#outbox.acknowledge(ids);
    this.#answered(ids);
  }

  rejected(ids: readonly string[]): void {
    this.#outbox.drop(ids);
    this.#answered(ids);
  }

  #answered(ids: readonly string[]): void {
    for (const id of ids) {
      const message = this.#message.get(id);
      this.#message.delete(id);
      message?.delete(id);
      if (message?.size === 0) this.#ahead.delete(message);
    }
    this.#oldestSentAt = this.#now();
    this.push();
  }
}
