/** One person's socket. Whoever comes through it is that person, whatever they say. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Ask } from '../../../shared/protocol/tray/asks.ts';
import type { Visitor } from '../controls/control.ts';
import type { Clock } from '../system/clock.ts';
import { answerLine, Connection } from './connection.ts';
import type { Doorway } from './doorway.ts';

const mostConnections = 4;
const atOnce = 30;
const perSecond = 3;
const mostRefusals = 20;
const minuteMs = 60_000;
const tellEveryMs = 3600_000;

/** All but the greeting. */
export type Request = Exclude<Ask, { verb: 'hello' }>;

export interface DoorCalls {
  clock: Clock;
  asked(by: Visitor, what: Request): Promise<string>;
  /** A tray came or went. */
  changed(): void;
  /** At most once an hour. */
  misbehaved(why: string): void;
  failed(error: unknown): void;
}

export class Door {
  readonly visitor: Visitor;
  readonly #doorway: Doorway;
  readonly #calls: DoorCalls;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #tokens = atOnce;
  #filledAt: number;
  #refused = { since: Number.NEGATIVE_INFINITY, times: 0 };
  #toldAt = Number.NEGATIVE_INFINITY;
  #cancelOpening = () => {};
  #address = '';

  constructor(doorway: Doorway, visitor: Visitor, calls: DoorCalls) {
    this.visitor = visitor;
    this.#doorway = doorway;
    this.#calls = calls;
    this.#filledAt = calls.clock.monotonic();
  }

  /** Trays that said hello. */
  get trays(): Connection[] {
    return [...this.#connections].filter(({ isGreeted }) => isGreeted);
  }

  /** Resolves when somebody can come in. Throws what the system says. */
  async open(): Promise<void> {
    const address = this.#doorway.address(this.visitor);
    this.#address = address;
    const server = createServer(socket => this.#enter(socket));
    this.#server = server;
    if (await this.#doorway.clear(address)) this.#tellOnce('taken');
    if (this.#server !== server) throw new Error('it was shut again');
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('close', () => reject(new Error('it was shut again')));
      server.listen(address, () => {
        server.off('error', reject);
        // Too many open files: they stay outside.
        server.on('error', () => {});
        resolve();
      });
    });
    if (this.#server !== server) throw new Error('it was shut again');
    try {
      await this.#doorway.give(this.visitor, address);
    } catch (error) {
      server.close();
      throw error;
    }
    // Shut meanwhile: whoever could find it must not.
    if (this.#server !== server) this.#doorway.take(this.visitor, address);
  }

  close(): void {
    this.#cancelOpening();
    for (const connection of this.#connections) connection.end();
    const server = this.#server;
    this.#server = undefined;
    // What lies there now may be another door of the same person.
    if (server === undefined) return;
    server.close();
    this.#doorway.take(this.visitor, this.#address);
  }

  tell(line: string): void {
    for (const connection of this.#connections) connection.tell(line);
  }

  #enter(socket: Socket): void {
    // Coming and going costs as much as asking.
    if (this.#connections.size >= mostConnections || !this.#mayAsk()) {
      socket.destroy();
      this.#misbehaved('too_many');
      return;
    }
    const connection = new Connection(socket, {
      clock: this.#calls.clock,
      mayAsk: () => this.#mayAsk(),
      greeted: () => this.#calls.changed(),
      asked: async what =>
        what.verb === 'hello' ? this.#greeting(what) : this.#calls.asked(this.visitor, what),
      misbehaved: why => this.#misbehaved(why),
      flooded: () => this.#tellOnce('too_much'),
      failed: error => this.#calls.failed(error),
    });
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.#calls.changed();
    });
  }

  #greeting({ id, challenge }: Extract<Ask, { verb: 'hello' }>): string {
    const proof = challenge === undefined ? undefined : this.#doorway.prove?.(this.#address, challenge);
    return answerLine(id, true, null, proof === undefined ? {} : { proof: JSON.stringify(proof) });
  }

  /** Shared by all of a person's connections. */
  #mayAsk(): boolean {
    const now = this.#calls.clock.monotonic();
    this.#tokens = Math.min(atOnce, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #misbehaved(why: string): void {
    const now = this.#calls.clock.monotonic();
    if (now - this.#refused.since > minuteMs) this.#refused = { since: now, times: 0 };
    this.#refused.times += 1;
    if (this.#refused.times >= mostRefusals) this.#shutForAWhile();
    this.#tellOnce(why);
  }

  /** Once in an hour, however often it happens. */
  #tellOnce(why: string): void {
    const now = this.#calls.clock.monotonic();
    if (now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    this.#calls.misbehaved(why);
  }

  /** Turning somebody away costs something too. */
  #shutForAWhile(): void {
    this.close();
    this.#refused = { since: Number.NEGATIVE_INFINITY, times: 0 };
    this.#cancelOpening = this.#calls.clock.after(minuteMs, () => void this.open().catch(() => {}));
  }
}
