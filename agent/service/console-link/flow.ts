/** Sends what the outbox holds, in order, each message after the one before it was acknowledged. */
import { maxRecordsInMessage } from '../../../shared/protocol/limits.ts';
import type { Outbox } from '../outbox.ts';

/**
 * What is on its way at once. The console's TLS keeps, for as long as a connection lives, as much memory as its largest
 * read needed: with a thousand devices that enrol together, this and one message at a time are worth 30 MB there.
 */
const maxMessageBytes = 8 * 1024;

export class Flow {
  readonly #outbox: Outbox;
  readonly #send: (text: string) => void;
  /** Ids of the message that is still unanswered. */
  readonly #owed = new Set<string>();
  #sentUpTo = 0;
  #sentAt = 0;
  readonly #now: () => number;

  constructor(outbox: Outbox, send: (text: string) => void, now: () => number) {
    this.#outbox = outbox;
    this.#send = send;
    this.#now = now;
  }

  /** Since when the console has owed an answer, or undefined when it owes none. */
  get owedSince(): number | undefined {
    return this.#owed.size === 0 ? undefined : this.#sentAt;
  }

  /** Sends the next message if none is on its way. Safe to call at any time. */
  push(): void {
    if (this.#owed.size > 0) return;
    const records = this.#outbox.next(this.#sentUpTo, maxRecordsInMessage, maxMessageBytes);
    const last = records.at(-1);
    if (last === undefined) return;
    for (const { id } of records) this.#owed.add(id);
    this.#sentAt = this.#now();
    this.#sentUpTo = last.seq;
    // The records are JSON already; parsing them to write them again would double the work.
    this.#send(
      `{"v":1,"kind":"records","body":{"records":[${records.map(record => record.body).join(',')}]}}`,
    );
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
    for (const id of ids) this.#owed.delete(id);
    this.#sentAt = this.#now();
    this.push();
  }
}
