/** What is said on one open line: enrolling, waiting, and a session. The table of refusals is in shared/protocol/README.md. */
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { agentName } from '../config.ts';
import { makeKey } from '../identity.ts';
import type { Identity } from '../state.ts';
import type { Outcome } from './backoff.ts';
import { consoleClock } from './console-clock.ts';
import type { FromConsoleMessage, Line } from './line.ts';
import { LineClosed } from './line.ts';
import type { LinkOptions, LinkState } from './link.ts';
import { enrolBody, helloSignature, type Introduction, type Opened } from './opening.ts';
import { LiveSession } from './session.ts';

/** `over`: the link must not try again. */
export type Ended = Outcome | { kind: 'over' };

/** Codes by which the console goes away on purpose. */
const cleanCodes = [1000, 1001, 1012];
const waitingPingMs = 30_000;

export class Conversation {
  readonly #options: LinkOptions;
  readonly #line: Line;
  readonly #opened: Opened;
  readonly #introduction: Introduction;
  readonly #tell: (state: LinkState, trouble: string | null) => void;
  readonly #consoleNow: () => number;
  #identity: Identity;
  #session: LiveSession | undefined;
  #upSince = 0;
  #cancelPing = () => {};

  constructor(
    options: LinkOptions,
    line: Line,
    opened: Opened,
    introduction: Introduction,
    tell: (state: LinkState, trouble: string | null) => void,
  ) {
    const identity = options.state.identity.read();
    if (identity === undefined) throw new Error('not enrolled');
    this.#options = options;
    this.#line = line;
    this.#opened = opened;
    this.#introduction = introduction;
    this.#tell = tell;
    this.#identity = identity;
    this.#consoleNow = consoleClock(options.clock, opened.clockOffsetMs);
  }

  async run(): Promise<Ended> {
    try {
      if (this.#identity.deviceId === null)
        this.#line.send('enrol', enrolBody(this.#opened, this.#identity, this.#introduction));
      else await this.#hello(this.#identity.deviceId);
      return await this.#listen();
    } catch (error) {
      if (!(error instanceof LineClosed) || this.#upSince === 0) throw error;
      const upMs = this.#options.clock.now() - this.#upSince;
      const spreadMs = this.#options.state.session.read()?.reconnectSpreadMs ?? 0;
      this.#tell('offline', 'The connection to the console was lost.');
      return { kind: 'dropped', upMs, clean: cleanCodes.includes(error.code), spreadMs };
    } finally {
      this.#cancelPing();
      this.#session?.end();
    }
  }

  async #listen(): Promise<Ended> {
    let answerMs: number | undefined = 30_000;
    for (;;) {
      const message: FromConsoleMessage = await this.#line.receive(answerMs);
      if (message.kind === 'refuse') return this.#refused(message.body);
      if (message.kind === 'waiting') this.#waiting(message.body.deviceId);
      else if (message.kind === 'approved') await this.#approved(message.body.deviceId);
      else if (message.kind === 'welcome' && this.#session === undefined) this.#welcome(message.body);
      else this.#session?.handle(message);
      answerMs = message.kind === 'approved' ? 30_000 : undefined;
    }
  }

  async #hello(deviceId: string): Promise<void> {
    const { state, outbox, differences, policy, clock, orders } = this.#options;
    const supportEnds = await this.#options.supportEnds?.number();
    const session = state.session.read();
    const chain = session?.chain ?? null;
    const sealing = orders?.sealing(this.#opened.nonces, this.#identity.key, deviceId);
    this.#line.send('hello', {
      deviceId,
      signature: helloSignature(this.#opened, this.#identity, deviceId, chain),
      chain,
      now: clock.now(),
      agent: agentName,
      highestSeq: outbox.highestSeq,
      policyNumber: policy.numberFor(session),
      ...differences.hashes(),
      intercepted: this.#opened.intercepted,
      ...(sealing === undefined ? {} : { sealing }),
      ...(supportEnds === undefined ? {} : { supportEnds }),
    });
  }

  #keep(change: Partial<Identity>): void {
    const pin = { ...this.#identity.pin, key: this.#opened.consoleKey };
    this.#identity = { ...this.#identity, pin, code: null, ...change };
    this.#options.state.identity.write(this.#identity);
  }

  #waiting(deviceId: string): void {
    if (this.#identity.status !== 'waiting' || this.#identity.deviceId !== deviceId)
      this.#keep({ status: 'waiting', deviceId });
    this.#upSince ||= this.#options.clock.now();
    this.#tell('waiting', 'Waiting for somebody to approve this device in the console.');
    this.#cancelPing();
    this.#pingWhileWaiting();
  }

  async #approved(deviceId: string): Promise<void> {
    if (this.#identity.deviceId !== deviceId) this.#anotherRecord();
    this.#keep({ status: 'approved', deviceId, previous: null });
    this.#cancelPing();
    await this.#hello(deviceId);
  }

  /** Chain and acknowledged copies belong to the record, not to the machine. */
  #anotherRecord(): void {
    this.#options.state.session.remove();
    this.#options.orders?.forget();
    this.#options.notices?.forget();
    this.#options.support?.forget();
    this.#options.state.about.remove();
    this.#options.outbox.forgetAcknowledged();
  }

  #welcome(body: FromConsole['welcome']): void {
    this.#session = new LiveSession({
      ...this.#options,
      line: this.#line,
      kept: this.#options.state.session,
      consoleKey: this.#opened.consoleKey,
      consoleNow: this.#consoleNow,
      nonces: this.#opened.nonces,
      deviceId: this.#identity.deviceId ?? '',
    });
    this.#session.welcome(body);
    this.#upSince = this.#options.clock.now();
    this.#tell('connected', null);
  }

  #refused({ code, message, retryAfterMs }: FromConsole['refuse']): Ended {
    this.#options.log('console refused', { code, message });
    this.#tell('offline', message);
    if (code === 'removed') return this.#removed();
    if (code === 'cloned') return this.#rekey();
    if (['unknown_code', 'code_expired', 'code_used'].includes(code) && this.#identity.deviceId === null) {
      this.#options.state.identity.remove();
      return { kind: 'over' };
    }
    return { kind: 'told', retryAfterMs };
  }

  /** Somebody took this device out of the console: nothing of the school's stays here. */
  #removed(): Ended {
    const { state, policy } = this.#options;
    const { url, pin } = this.#identity;
    policy.forget();
    this.#options.orders?.forget();
    this.#options.notices?.forget();
    this.#options.support?.forget();
    state.session.remove();
    state.identity.remove();
    const key = { publicKey: '', secret: '' };
    state.identity.write({ key, url, pin, status: 'removed', deviceId: null, code: null, previous: null });
    this.#options.onPolicy();
    return { kind: 'over' };
  }

  /** Two disks hold one key: this one takes a new one and proves the old one once. */
  #rekey(): Ended {
    const { key, deviceId } = this.#identity;
    const previous = deviceId === null ? this.#identity.previous : { deviceId, key };
    this.#keep({ key: makeKey(), deviceId: null, status: 'enrolling', previous });
    // Whoever has the other disk has this secret too.
    this.#options.orders?.forget();
    this.#options.notices?.forget();
    this.#options.support?.forget();
    this.#options.state.session.remove();
    return { kind: 'told', retryAfterMs: 1000 };
  }

  /** Proxies forget a line on which nothing moves; so do we one that does not answer. */
  #pingWhileWaiting(): void {
    this.#cancelPing = this.#options.clock.after(waitingPingMs, () => {
      if (this.#options.clock.now() - this.#line.heardAt() > 3 * waitingPingMs) return this.#line.terminate();
      this.#line.ping();
      this.#pingWhileWaiting();
    });
  }
}
