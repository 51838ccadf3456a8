/** One device connection: bounds, pace and order. What is said on it is `conversation.ts`. */
import type { WebSocket } from 'ws';
import {
  type ConsoleKind,
  type FromConsole,
  type FromDevice,
  frameFromConsole,
  type Parsed,
  parseFromDevice,
  type RefusalCode,
} from '../../../shared/protocol/device.ts';
import { maxFrameBeforeProof } from '../../../shared/protocol/limits.ts';
import type { Context } from '../context.ts';
import { clean } from '../devices/index.ts';
import { Bucket } from './bucket.ts';
import type { Intake } from './intake.ts';
import { refusal } from './refusals.ts';

export type Message = Extract<Parsed<FromDevice>, { ok: true }>;

/** What the conversation asks of its connection. */
export interface Wire {
  readonly address: string;
  send<K extends ConsoleKind>(kind: K, body: FromConsole[K]): void;
  sendFrame(frame: string): void;
  /** One log line, one message, and the end. */
  refuse(code: RefusalCode, detail: string, message?: string): void;
  close(code: number, reason: string): void;
  /** Counts records against this device's pace, the refused ones several times; beyond it reading waits. */
  charge(records: number, refused?: number): void;
  /** From now on large frames are read and the deadline is off. */
  proved(deviceId: string): void;
}

export interface Talk {
  /** Messages are handed over one at a time; the next waits for the answer. */
  receive(message: Message): Promise<void> | void;
  closed(): void;
}

export const closeRefused = 4000;
const proofDeadlineMs = 10_000;
/**
 * A newcomer brings its whole software list at once, a device back from the holidays some hundreds of records; what goes
 * on beyond that is a flood, and must not weigh more than a few honest devices do.
 */
const pace = {
  messages: { burst: 300, perSecond: 50 },
  bytes: { burst: 2 * 1024 * 1024, perSecond: 256 * 1024 },
  records: { burst: 300, perSecond: 100 },
};
/** A refused record costs more work than a good one and is worth nothing. */
const refusedCost = 5;
/** What a device has not read of ours; beyond this it is not reading. */
const mostUnread = 8 * 1024 * 1024;
/** Frames read but not yet worked off; then the socket waits. */
const mostQueued = 8;

export interface ConnectionEvents {
  proved(): void;
  /** Closed without having proved who it is. */
  failed(): void;
  closed(): void;
}

export class Connection implements Wire {
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #context: Pick<Context, 'log' | 'now'>;
  readonly #events: ConnectionEvents;
  readonly #messages: Bucket;
  readonly #bytes: Bucket;
  readonly #records: Bucket;
  readonly #intake: Intake;
  readonly #queue: Buffer[] = [];
  readonly #resume = () => this.#release();
  readonly #deadline: NodeJS.Timeout;
  #talk: Talk | undefined;
  #working = false;
  #proved = false;
  #ended = false;
  #heldUntil = 0;
  #deviceId: string | undefined;
  #heardAt: number;
  #unknownKinds = 0;

  constructor(
    socket: WebSocket,
    address: string,
    context: Pick<Context, 'log' | 'now'>,
    intake: Intake,
    events: ConnectionEvents,
  ) {
    this.#intake = intake;
    this.address = address;
    this.#socket = socket;
    this.#context = context;
    this.#events = events;
    const now = context.now();
    this.#heardAt = now;
    this.#messages = new Bucket(pace.messages, now);
    this.#bytes = new Bucket(pace.bytes, now);
    this.#records = new Bucket(pace.records, now);
    this.#deadline = setTimeout(
      () => this.refuse('too_busy', 'did not prove itself in time'),
      proofDeadlineMs,
    );
    this.#deadline.unref();
  }

  start(talk: Talk): void {
    this.#talk = talk;
    this.#socket.on('message', (data: Buffer, isBinary) => this.#read(data, isBinary));
    for (const sign of ['ping', 'pong'] as const) this.#socket.on(sign, () => this.#signOfLife());
    // ws closes by itself after a protocol error or a frame beyond its limit; the line in the log is ours.
    this.#socket.on('error', error => this.#log(clean(error.message, 200)));
    this.#socket.on('close', () => this.#closed());
  }

  /** Nothing at all has come for two heartbeats: gone. Half a heartbeat of silence is answered with a ping. */
  sweep(now: number, heartbeatMs: number): void {
    const silence = now - this.#heardAt;
    if (silence > 2 * heartbeatMs) this.#socket.terminate();
    else if (silence > heartbeatMs / 2) this.#socket.ping();
  }

  send<K extends ConsoleKind>(kind: K, body: FromConsole[K]): void {
    this.sendFrame(frameFromConsole(kind, body));
  }

  sendFrame(frame: string): void {
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > mostUnread) {
      this.#log('does not read what is sent to it');
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame);
  }

  refuse(code: RefusalCode, detail: string, message?: string): void {
    if (this.#ended) return;
    this.#log(detail, code);
    this.send('refuse', refusal(code, message));
    this.close(closeRefused, code);
  }

  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#socket.close(code, reason);
    // A device that does not answer the closing must not keep the socket.
    setTimeout(() => this.#socket.terminate(), 2000).unref();
  }

  charge(records: number, refused = 0): void {
    const now = this.#context.now();
    this.#holdFor(this.#records.take(records + refused * refusedCost, now), now);
  }

  proved(deviceId: string): void {
    clearTimeout(this.#deadline);
    this.#deviceId = deviceId;
    if (this.#proved) return;
    this.#proved = true;
    this.#events.proved();
  }

  /** What was read and will not be worked off. */
  #forget(): void {
    for (const frame of this.#queue.splice(0)) this.#intake.give(frame.length);
    this.#intake.forget(this.#resume);
  }

  #heard(): void {
    this.#heardAt = this.#context.now();
  }

  /** Costs little, but not nothing: it counts as a message. */
  #signOfLife(): void {
    this.#heard();
    this.#holdFor(this.#messages.take(1, this.#heardAt), this.#heardAt);
  }

  #read(data: Buffer, isBinary: boolean): void {
    if (this.#ended) return;
    this.#heard();
    const unread = this.#unreadable(data, isBinary);
    if (unread !== undefined) {
      this.refuse('malformed', unread);
      return;
    }
    this.#queue.push(data);
    this.#intake.take(data.length);
    const now = this.#context.now();
    this.#holdFor(Math.max(this.#messages.take(1, now), this.#bytes.take(data.length, now)), now);
    if (this.#queue.length > mostQueued) this.#socket.pause();
    if (this.#intake.full) this.#waitForRoom();
    void this.#work();
  }

  /** Why a frame is not even parsed. */
  #unreadable(data: Buffer, isBinary: boolean): string | undefined {
    if (isBinary) return 'binary frame';
    if (this.#proved || data.length <= maxFrameBeforeProof) return undefined;
    return `${data.length} bytes before it proved itself`;
  }

  /** Stops reading for a while: TCP tells the device to slow down, and nothing is lost. */
  #holdFor(wait: number, now: number): void {
    if (wait <= 0) return;
    this.#socket.pause();
    if (now + wait <= this.#heldUntil) return;
    this.#heldUntil = now + wait;
    setTimeout(() => this.#release(), wait).unref();
  }

  #waitForRoom(): void {
    this.#socket.pause();
    this.#intake.whenRoom(this.#resume);
  }

  #release(): void {
    if (this.#context.now() < this.#heldUntil - 1 || this.#queue.length > mostQueued) return;
    if (this.#intake.full) this.#waitForRoom();
    else this.#socket.resume();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) {
        if (this.#queue.length === mostQueued >> 1) this.#release();
        await this.#handOver(frame);
      }
    } catch (error) {
      this.#context.log.error({ err: error, device: this.#deviceId }, 'a device could not be answered');
      this.refuse('too_busy', 'the console could not answer');
    } finally {
      this.#working = false;
      this.#release();
    }
  }

  async #handOver(frame: Buffer): Promise<void> {
    try {
      if (!this.#ended) await this.#hand(frame.toString('utf8'));
    } finally {
      this.#intake.give(frame.length);
    }
  }

  #hand(frame: string): Promise<void> | void {
    const parsed = parseFromDevice(frame);
    if (parsed.ok) return this.#talk?.receive(parsed);
    if (parsed.why === 'unknown_kind') return this.#ignore(parsed.detail);
    this.refuse(parsed.why === 'wrong_version' ? 'version_unsupported' : 'malformed', parsed.detail);
  }

  /** Perhaps a newer device. Said once a connection. */
  #ignore(kind: string): void {
    if (this.#unknownKinds++ > 0) return;
    const fields = { address: this.address, device: this.#deviceId, kind: clean(kind, 40) };
    this.#context.log.warn(fields, 'message of an unknown kind ignored');
  }

  #log(detail: string, code?: RefusalCode): void {
    const fields = { address: this.address, device: this.#deviceId, code, detail: clean(detail, 200) };
    this.#context.log.warn(fields, 'device connection refused');
  }

  #closed(): void {
    clearTimeout(this.#deadline);
    this.#ended = true;
    this.#forget();
    if (!this.#proved) this.#events.failed();
    this.#talk?.closed();
    this.#events.closed();
  }
}
