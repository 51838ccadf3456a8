/** Keeps this device in touch with its console, for ever: dials, proves, lives, and comes back as `backoff.ts` says. */

import type { AboutDevice } from '../../../shared/protocol/about.ts';
import { agentName } from '../config.ts';
import type { Notices } from '../notices/index.ts';
import type { Orders } from '../orders/index.ts';
import type { Outbox } from '../outbox.ts';
import type { Differences } from '../outbox-differences.ts';
import type { PolicyInForce } from '../policy/in-force.ts';
import type { Identity, State } from '../state.ts';
import type { Support } from '../support/index.ts';
import type { Clock } from '../system/clock.ts';
import type { SupportEnds } from '../system/support-ends.ts';
import { Backoff } from './backoff.ts';
import { Conversation, type Ended } from './conversation.ts';
import { type Dial, dialConsole, type Line, type ProxySetting } from './line.ts';
import { addresses } from './network.ts';
import { type Introduction, Mistrust, type Opened, openLine } from './opening.ts';

export type LinkState = 'offline' | 'connecting' | 'waiting' | 'connected' | 'stopped';

export interface LinkStatus {
  state: LinkState;
  since: number;
  /** Why it is not connected, for a person. */
  trouble: string | null;
  nextTryAt: number | null;
  intercepted: string | null;
  clockOffsetMs: number | null;
}

export interface LinkOptions {
  state: State;
  outbox: Outbox;
  differences: Differences;
  policy: PolicyInForce;
  /** Without it this device takes no orders and holds no recovery secret. */
  orders?: Orders;
  /** Without it people here are told nothing of the school's. */
  notices?: Notices;
  /** Who looked at this device, for whoever sits at it. */
  about?(given: AboutDevice): void;
  /** Without it this device goes by the table of ends of support that its version came with. */
  supportEnds?: SupportEnds;
  /** Without it nobody here is asked whether somebody may look at the screen. */
  support?: Pick<Support, 'forget'>;
  clock: Clock;
  introduce(): Promise<Introduction>;
  observed(): Record<string, number>;
  onPolicy(): void;
  onStatus(status: LinkStatus): void;
  log(event: string, facts?: Record<string, unknown>): void;
  proxy?: ProxySetting;
  dial?: Dial;
  addresses?: () => string;
}

const dialMs = 20_000;
const watchNetworkMs = 2000;
const nobody: Introduction = { evidence: [], suggested: { name: '-', system: '' } };

export class ConsoleLink {
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  #status: LinkStatus;
  #line: Line | undefined;
  #wake = () => {};
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  /** Set once the console's own certificate did not come, so that the chain that came is judged. */
  #judgeChain = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(() => options.clock.random());
    this.#status = {
      state: 'offline',
      since: options.clock.now(),
      trouble: null,
      nextTryAt: null,
      intercepted: null,
      clockOffsetMs: null,
    };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Says goodbye and resolves when nothing of the link is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#line?.close(1000, 'the agent stops');
    this.#wake();
    const cancel = this.#options.clock.after(1000, () => this.#line?.terminate());
    await this.#running;
    cancel();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const ended = await this.#attempt();
      if (ended.kind === 'over') {
        this.#tell('stopped', this.#status.trouble, null);
        return;
      }
      if (this.#stopped) break;
      const waitMs = this.#backoff.next(ended);
      this.#tell('offline', this.#status.trouble, this.#options.clock.now() + waitMs);
      await this.#pause(waitMs);
    }
    this.#tell('stopped', null, null);
  }

  /** One connection from dialling to its end. */
  async #attempt(): Promise<Ended> {
    const identity = this.#options.state.identity.read();
    if (identity === undefined || identity.status === 'removed') return { kind: 'over' };
    this.#tell('connecting', this.#status.trouble, null);
    try {
      // Before dialling: a console gives a stranger little time.
      const introduction = identity.deviceId === null ? await this.#options.introduce() : nobody;
      const { line, opened } = await this.#open(identity);
      return await new Conversation(this.#options, line, opened, introduction, (state, trouble) =>
        this.#tell(state, trouble, null),
      ).run();
    } catch (error) {
      const trouble = error instanceof Error ? plain(error) : String(error);
      this.#tell('offline', trouble, null);
      this.#options.log('console not reached', { trouble });
      return { kind: 'failed' };
    } finally {
      this.#line?.terminate();
      this.#line = undefined;
    }
  }

  /** A certificate that is not the console's is looked at once more, with the system's authorities loaded. */
  async #open(identity: Identity): Promise<{ line: Line; opened: Opened }> {
    const { dial = dialConsole, clock, log, proxy } = this.#options;
    const onOddFrame = (why: string, detail: string) => log('frame ignored', { why, detail });
    const judgeChain = this.#judgeChain;
    const line = await dial({ url: identity.url, clock, timeoutMs: dialMs, judgeChain, proxy, onOddFrame });
    this.#line = line;
    if (this.#stopped) throw new Error('the agent stops');
    try {
      const opened = await openLine(line, identity.pin, agentName, () => clock.now());
      this.#judgeChain = opened.intercepted !== null;
      this.#status = {
        ...this.#status,
        intercepted: opened.intercepted?.issuer ?? null,
        clockOffsetMs: opened.clockOffsetMs,
      };
      return { line, opened };
    } catch (error) {
      line.close(1000, 'not trusted');
      const again = error instanceof Mistrust && error.code === 'certificate_mismatch' && !judgeChain;
      if (!again) throw error;
      this.#judgeChain = true;
      return this.#open(identity);
    }
  }

  /** Ends early when the network comes back or the link stops. */
  #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    const look = this.#options.addresses ?? (() => addresses(clock.now()));
    return new Promise(resolve => {
      let before = look();
      let cancelWatch = () => {};
      const done = () => {
        cancelWait();
        cancelWatch();
        this.#wake = () => {};
        resolve();
      };
      const cancelWait = clock.after(ms, done);
      const watch = () => {
        const now = look();
        if (now !== before && now !== '') return done();
        before = now;
        cancelWatch = clock.after(watchNetworkMs, watch);
      };
      cancelWatch = clock.after(watchNetworkMs, watch);
      this.#wake = done;
      if (this.#stopped) done();
    });
  }

  #tell(state: LinkState, trouble: string | null, nextTryAt: number | null): void {
    const since = state === this.#status.state ? this.#status.since : this.#options.clock.now();
    this.#status = { ...this.#status, state, since, trouble, nextTryAt };
    this.#options.onStatus(this.#status);
  }
}

/** A network error as a person would say it. */
function plain(error: Error & { code?: string }): string {
  if (error.code === 'ECONNREFUSED') return 'Nothing listens at the console’s address.';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return 'The console’s name cannot be found on this network.';
  if (error.code === 'ENETUNREACH' || error.code === 'EHOSTUNREACH')
    return 'The console cannot be reached from this network.';
  if (error.code === 'EPROTO')
    return 'What answers there does not speak as a console does with devices. Is it the address for browsers?';
  return error.message || 'The connection ended.';
}
