/** One session after the console's welcome: section 3 of shared/protocol/README.md. */

import type { AboutDevice } from '../../../shared/protocol/about.ts';
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { offerText } from '../../../shared/protocol/transcript.ts';
import { isSignedBy } from '../identity.ts';
import type { Notices } from '../notices/index.ts';
import type { Orders } from '../orders/index.ts';
import type { Outbox } from '../outbox.ts';
import type { Differences } from '../outbox-differences.ts';
import type { PolicyInForce } from '../policy/in-force.ts';
import type { Cell, Session } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import type { SupportEnds } from '../system/support-ends.ts';
import { Flow } from './flow.ts';
import type { FromConsoleMessage, Line } from './line.ts';
import type { Opened } from './opening.ts';

export interface SessionOptions {
  line: Line;
  clock: Clock;
  outbox: Outbox;
  differences: Differences;
  policy: PolicyInForce;
  kept: Cell<Session>;
  orders?: Orders;
  notices?: Notices;
  /** Who looked at this device, for whoever sits at it. */
  about?(given: AboutDevice): void;
  supportEnds?: SupportEnds;
  consoleKey: string;
  /** UTC milliseconds by the console's clock. */
  consoleNow(): number;
  nonces: Opened['nonces'];
  deviceId: string;
  /** When each control that still is as reported was last looked at. */
  observed(): Record<string, number>;
  /** A new policy is in force. */
  onPolicy(): void;
}

const answerLimitMs = 90_000;

export class LiveSession {
  readonly #options: SessionOptions;
  readonly #flow: Flow;
  #session: Session | undefined;
  #cancelBeat = () => {};

  constructor(options: SessionOptions) {
    const { line, clock, outbox } = options;
    this.#options = options;
    this.#flow = new Flow(
      outbox,
      text => line.sendText(text),
      () => clock.now(),
    );
  }

  /** The link of the chain is durable before anything else is sent. */
  welcome(body: FromConsole['welcome']): void {
    const { chain, schoolId, groupId, heartbeatMs, reconnectSpreadMs } = body;
    const { kept, outbox, differences } = this.#options;
    const first = this.#session === undefined;
    this.#session = { chain, schoolId, groupId, heartbeatMs, reconnectSpreadMs };
    kept.write(this.#session);
    if (!first) return;
    // A software difference on its way brings the list; if its base is unknown, the console asks again.
    const sections = body.wants.sections.filter(name => name !== 'software' || !outbox.isWaiting('software'));
    outbox.resume(body.resumeAfter);
    differences.sectionsWhole(sections);
    if (body.wants.states) differences.reportAll();
    outbox.onWaiting = () => this.#flow.push();
    this.#flow.push();
    this.#beatAfter(heartbeatMs * this.#options.clock.random());
  }

  end(): void {
    this.#cancelBeat();
    this.#options.outbox.onWaiting = () => {};
  }

  handle(message: FromConsoleMessage): void {
    if (message.kind === 'welcome') this.welcome(message.body);
    else if (message.kind === 'ack') this.#flow.acknowledged(message.body.ids);
    else if (message.kind === 'reject') this.#flow.rejected(message.body.ids);
    else if (message.kind === 'want') this.#want(message.body);
    else if (message.kind === 'policy') this.#policy(message.body);
    else if (message.kind === 'order') void this.#options.orders?.receive(message.body, this.#audience());
    else if (message.kind === 'notices') void this.#options.notices?.receive(message.body, this.#audience());
    else if (message.kind === 'about') this.#options.about?.(message.body);
    else if (message.kind === 'support_ends') void this.#options.supportEnds?.receive(message.body);
    else if (message.kind === 'recovery')
      this.#options.orders?.receiveSecret(message.body, this.#options.nonces, this.#audience());
  }

  /** Now, whatever waits in the outbox: for a change of ages that somebody waits for. */
  beat(): void {
    const { line, clock, outbox, observed } = this.#options;
    line.send('heartbeat', { now: clock.now(), waiting: outbox.waiting, observed: observed() });
  }

  #audience() {
    const { consoleKey, deviceId, consoleNow } = this.#options;
    return { consoleKey, deviceId, schoolId: this.#session?.schoolId ?? '', now: consoleNow() };
  }

  #want(body: FromConsole['want']): void {
    this.#options.differences.sectionsWhole(body.sections);
    if (body.states) this.#options.differences.reportAll();
  }

  #policy({ offer, ...signed }: FromConsole['policy']): void {
    const { policy, consoleKey, nonces, outbox, line, onPolicy } = this.#options;
    if (this.#session === undefined) return;
    const offered = offer !== undefined && isSignedBy(consoleKey, offerText(nonces, signed.signature), offer);
    const accepted = policy.accept(signed, this.#session, consoleKey, offered);
    if (!accepted.ok) {
      const { reason } = accepted;
      if (policy.refusedAnew(signed)) outbox.event('policy.refused', { reason, signature: signed.signature });
      return;
    }
    line.send('applied', { policyNumber: accepted.number });
    if (accepted.changed) onPolicy();
  }

  #beatAfter(ms: number): void {
    this.#cancelBeat = this.#options.clock.after(ms, () => this.#tick());
  }

  /** A line on which nothing comes is dead, however open it looks; so is one that never acknowledges. */
  #tick(): void {
    const { line, clock } = this.#options;
    const every = this.#session?.heartbeatMs ?? 60_000;
    const owedSince = this.#flow.owedSince ?? clock.now();
    if (clock.now() - line.heardAt() > 2 * every || clock.now() - owedSince > answerLimitMs) {
      line.terminate();
      return;
    }
    line.ping();
    this.beat();
    this.#beatAfter(every);
  }
}
