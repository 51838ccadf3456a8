/** One tray, or whatever says that it is one: lines with limits, and no more than the other end reads. */
import type { Socket } from 'node:net';
import {
  type Ask,
  askOf,
  maxAskBytes,
  maxToldBytes,
  trayVersion,
} from '../../../shared/protocol/tray/asks.ts';
import type { Told } from '../../../shared/protocol/tray/told.ts';
import type { Clock } from '../system/clock.ts';

const greetingMs = 10_000;
const pauseMs = 1000;
/** Told and not read. */
const mostUnread = 256 * 1024;

export interface ConnectionCalls {
  clock: Clock;
  /** False when this person has asked too often: then nothing is read for a second. */
  mayAsk(): boolean;
  greeted(): void;
  asked(what: Ask): Promise<string>;
  misbehaved(why: string): void;
  /** More was asked than anybody at a window asks; it waits, and is answered slowly. */
  flooded(): void;
  /** What was asked could not be answered, by no fault of whoever asked. */
  failed(error: unknown): void;
}

export class Connection {
  readonly #socket: Socket;
  readonly #calls: ConnectionCalls;
  readonly #cancelGreeting: () => void;
  #cancelPause = () => {};
  #text = '';
  #greeted = false;
  #busy = false;
  #owed: string | undefined;
  #lastTold = '';

  constructor(socket: Socket, calls: ConnectionCalls) {
    this.#socket = socket;
    this.#calls = calls;
    this.#cancelGreeting = calls.clock.after(greetingMs, () => this.#refuse('no_greeting'));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('drain', () => this.#payOwed());
    // The other end may go at any moment.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#cancelGreeting();
      this.#cancelPause();
    });
  }

  get isGreeted(): boolean {
    return this.#greeted && !this.#socket.destroyed;
  }

  /** What should be seen now. Only the newest is kept for somebody who reads slowly. */
  tell(line: string): void {
    if (!this.isGreeted || line === this.#lastTold) return;
    this.#lastTold = line;
    if (this.#socket.writableNeedDrain) this.#owed = line;
    else this.#write(line);
  }

  end(): void {
    this.#socket.destroy();
  }

  #payOwed(): void {
    const owed = this.#owed;
    this.#owed = undefined;
    if (owed !== undefined) this.#write(owed);
  }

  #write(line: string): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > mostUnread) this.#refuse('does_not_read');
    else this.#socket.write(`${line}\n`);
  }

  #read(text: string): void {
    this.#text += text;
    void this.#next();
  }

  /** One after another: what comes meanwhile waits, at most a few lines here and the rest at the sender. */
  async #next(): Promise<void> {
    if (this.#busy) {
      if (this.#text.length > 4 * maxAskBytes) this.#socket.pause();
      return;
    }
    this.#busy = true;
    let rests = false;
    try {
      rests = await this.#takeAll();
    } catch (error) {
      this.#calls.failed(error);
    } finally {
      if (!rests) this.#busy = false;
    }
    if (!rests) this.#socket.resume();
  }

  /** True when the rest of it waits: too much was asked. */
  async #takeAll(): Promise<boolean> {
    while (!this.#socket.destroyed) {
      const end = this.#text.indexOf('\n');
      if (end > maxAskBytes || (end < 0 && this.#text.length > maxAskBytes)) {
        this.#refuse('too_long');
        break;
      }
      if (end < 0) break;
      if (!this.#calls.mayAsk()) {
        this.#rest();
        return true;
      }
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      await this.#take(line);
    }
    return false;
  }

  #rest(): void {
    this.#socket.pause();
    this.#calls.flooded();
    this.#cancelPause = this.#calls.clock.after(pauseMs, () => {
      this.#busy = false;
      void this.#next();
    });
  }

  async #take(line: string): Promise<void> {
    const parsed = read(line);
    if (parsed === undefined) return this.#refuse('malformed');
    if (parsed === 'other_version') {
      const other: Told = { kind: 'other_version', version: trayVersion };
      this.#socket.end(`${JSON.stringify(other)}\n`);
      return;
    }
    if (parsed.verb === 'hello') this.#greet();
    else if (!this.#greeted) return this.#refuse('no_greeting');
    this.#write(await this.#answered(parsed));
  }

  /** What fails, as on a full disk, fails for this one question: anybody can ask it again and again. */
  async #answered(asked: Ask): Promise<string> {
    try {
      return await this.#calls.asked(asked);
    } catch (error) {
      this.#calls.failed(error);
      return answerLine(asked.id, false, 'not_possible');
    }
  }

  #greet(): void {
    this.#cancelGreeting();
    if (this.#greeted) return;
    this.#greeted = true;
    this.#calls.greeted();
  }

  #refuse(why: string): void {
    if (this.#socket.destroyed) return;
    this.#socket.destroy();
    this.#calls.misbehaved(why);
  }
}

/** A tray of another age is told so, which is no fault of the person's. */
function read(line: string): Ask | 'other_version' | undefined {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = askOf(given);
  if (parsed !== undefined) return parsed;
  const { verb, version } = (given ?? {}) as { verb?: unknown; version?: unknown };
  return verb === 'hello' && Number.isInteger(version) && version !== trayVersion
    ? 'other_version'
    : undefined;
}

/** An answer as it travels; a part that is text already is not read and written again. */
export function answerLine(
  id: number,
  ok: boolean,
  why: string | null,
  parts: Record<string, string> = {},
): string {
  const more = Object.entries(parts)
    .map(([name, text]) => `,"${name}":${text}`)
    .join('');
  const line = `{"kind":"answer","id":${id},"ok":${ok},"why":${JSON.stringify(why)}${more}}`;
  return line.length < maxToldBytes / 3 || Buffer.byteLength(line) < maxToldBytes
    ? line
    : answerLine(id, false, 'too_large');
}
