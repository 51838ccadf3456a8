/** One agent, whatever it looks at: the real service and each simulated device are this, with other edges. */
import type { SignedCalendar } from '../../shared/calendar/signed.ts';
import type { ControlMeaning } from '../../shared/controls/control.ts';
import { type Policy as AccountsPolicy, faceOf } from '../../shared/controls/local-accounts/policy.ts';
import type { Finding } from '../../shared/finding.ts';
import type { AboutDevice } from '../../shared/protocol/about.ts';
import type { Order, OrderOutcome } from '../../shared/protocol/order.ts';
import type { PupilLink } from '../../shared/protocol/pupil-link.ts';
import { aboutIn, keepAbout } from './about.ts';
import type { AgentOptions, AgentView, Enforcing } from './agent-options.ts';
import { Answers } from './answers/index.ts';
import { askedNow, countAsWatched } from './asking.ts';
import { agentName } from './config.ts';
import { ConsoleLink, type LinkStatus } from './console-link/link.ts';
import type { GuardEdges } from './controls/control.ts';
import { type Collector, collectorOf, withKeptLog } from './diagnostics/index.ts';
import { type Asked, enforcedIn, enforcedParts } from './enforcement/index.ts';
import { guardEdges } from './guard-edges.ts';
import { Guards } from './guards.ts';
import { Leaving, mayPutOff } from './leaving/index.ts';
import { Lost } from './lost/index.ts';
import { Notices } from './notices/index.ts';
import { obeyOrder } from './obeying.ts';
import { memoryRecovery, Orders } from './orders/index.ts';
import { Differences, type Looked } from './outbox-differences.ts';
import { PolicyInForce } from './policy/in-force.ts';
import type { Quarantine } from './quarantine/index.ts';
import { quarantineOf } from './quarantine/of-agent.ts';
import { Rounds } from './rounds.ts';
import { Support } from './support/index.ts';
import { supportEndsOf } from './system/support-ends.ts';

type EventFacts = Record<string, string | number | boolean | null>;

const inventoryMs = 3600_000;
const firstInventoryRetryMs = 60_000;
const identityMs = 2000;

export class Agent {
  readonly #options: AgentOptions;
  readonly #differences: Differences;
  readonly #rounds: Rounds;
  readonly #orders: Orders;
  readonly notices: Notices;
  readonly support: Support;
  readonly answers: Answers;
  readonly #leaving: Leaving;
  readonly #collector: Collector;
  readonly lost: Lost;
  readonly quarantine: Quarantine;
  readonly #guards: Guards;
  readonly #observed = new Map<string, number>();
  readonly #findings = new Map<string, Finding>();
  #policy: PolicyInForce;
  #link: ConsoleLink | undefined;
  #cancelIdentity = () => {};
  #cancelInventory = () => {};
  #stopped = false;
  #wasInTouch = false;

  constructor(given: AgentOptions) {
    this.#collector = collectorOf(given, () => this.view());
    const options = withKeptLog(given, this.#collector);
    this.#options = options;
    this.#differences = new Differences(options.outbox);
    this.#policy = this.#readPolicy();
    this.#rounds = new Rounds({
      watched: options.watched,
      machine: options.machine,
      clock: options.clock,
      asked: meaning => this.#asked(meaning),
      hands: options.enforcing?.hands,
      observedBy: agentName,
      onLooked: looked => this.#looked(looked),
      onTrouble: (control, error) => options.log('look failed', { control, error: String(error) }),
    });
    this.#guards = new Guards(
      options.enforcing === undefined ? [] : options.watched,
      control => this.#edgesFor(control, options.enforcing),
      (control, error) => options.log('guard failed', { control, error: String(error) }),
    );
    this.#orders = new Orders({
      outbox: options.outbox,
      files: options.recovery ?? memoryRecovery(),
      obey: (order, said, id) => this.obey(order, said, id),
      afterwards: kind => this.#leaving.afterwards(kind),
      log: options.log,
    });
    const people = {
      ...{ clock: options.clock, log: options.log, changed: () => options.onShown?.() },
      tell: (name: string, facts: EventFacts) => options.outbox.event(name, facts),
    };
    this.notices = new Notices({ ...people, cell: options.state.notices });
    this.support = new Support({
      ...{ ...people, cell: options.state.support },
      aheadMs: () => this.#link?.status.clockOffsetMs ?? 0,
    });
    this.answers = new Answers({ ...people, cell: options.state.answers, guards: this.#guards });
    this.lost = new Lost({
      ...{ ...people, cell: options.state.lost },
      obey: (control, order) => this.#guards.obey(control, order, () => {}),
      suspended: () => this.view().restraint !== null,
    });
    this.quarantine = quarantineOf(options, {
      ...{ ...people, suspended: () => this.view().restraint !== null },
      obey: (control, order) => this.#guards.obey(control, order, () => {}),
      callOff: () => this.#leaving.obey({ kind: 'call_off' }, () => {}),
      again: () => this.#askAfresh(),
    });
    this.#leaving = new Leaving({
      ...{ ...people, cell: options.state.leaving, hand: options.hand },
      calendar: () => this.calendar(),
      allowance: () => mayPutOff(options.watched, meaning => this.#policy.partFor(meaning)),
    });
  }

  start(): void {
    this.#options.enforcing?.safety.start({
      inTouch: () => this.#wasInTouch,
      policyNumber: () => this.#policy.document?.number ?? 0,
      enforced: () => enforcedIn(this.#options.watched, this.#policy),
      enforcing: () => enforcedParts(this.#options.watched, this.#policy).map(([control]) => control),
      onWatched: control => this.#rounds.lookSoon(control),
      onLook: controls => void this.lookNow(controls.length > 0 ? controls : undefined),
      onChange: () => this.#askAfresh(),
    });
    this.#tellGuards();
    this.#rounds.start();
    this.#leaving.start();
    this.lost.start();
    this.quarantine.start();
    this.#orders.start();
    this.support.start();
    void this.#lookAtInventory();
    void (this.#options.ready ?? Promise.resolve()).then(() => this.#awaitIdentity());
  }

  /** Nothing of it runs when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelIdentity();
    this.#cancelInventory();
    this.#rounds.stop();
    this.#orders.stop();
    this.notices.stop();
    this.support.stop();
    this.lost.stop();
    this.#options.enforcing?.safety.stop();
    await this.quarantine.stop();
    await this.#leaving.stop();
    await this.#guards.stop();
    await this.#link?.stop();
    this.#options.outbox.close();
  }

  /** At everything, or `only` at these controls: a look that was under way may have seen what was before, so it does not count. */
  async lookNow(only?: readonly string[]): Promise<void> {
    await Promise.all([this.#rounds.runAll(true, only), only ? undefined : this.#lookAtInventory()]);
  }

  /** Of the console or of a code typed here; checked, and never seen before. `id` names it. */
  obey(order: Order, said: (detail: string) => void = () => {}, id = ''): Promise<OrderOutcome> {
    return obeyOrder(
      {
        ...{ watchOnly: this.#options.watchOnly, safety: this.#options.enforcing?.safety },
        ...{ collector: this.#collector, guards: this.#guards, leaving: this.#leaving },
        ...{ lost: this.lost, quarantine: this.quarantine, support: this.support, answers: this.answers },
        lookNow: () => this.lookNow(),
      },
      { order, said, id },
    );
  }

  /** For the channel to whoever sits at the computer. */
  get guards(): Guards {
    return this.#guards;
  }

  get leaving(): Leaving {
    return this.#leaving;
  }

  /** Who looked at this device, and for how long what it says is kept; null while the console has not said. */
  about(): AboutDevice | null {
    return aboutIn(this.#options.state.about);
  }

  /** For the menu of pupils' computers; null where the safeguarding lead has chosen none. */
  pupilLink(): PupilLink | null {
    return this.#policy.document?.pupilLink ?? null;
  }

  /** How windows speak here: as the policy in force says, or as was set at this computer. */
  speaks(setThere: Parameters<typeof faceOf>[1]): ReturnType<typeof faceOf> {
    const meaning = this.#options.watched.find(one => one.meaning.key === 'local-accounts')?.meaning;
    if (meaning === undefined) return { ...setThere, forStaff: false };
    return faceOf(this.#policy.partFor(meaning) as AccountsPolicy, setThere);
  }

  /** The school's, of the policy in force; null when there is none. */
  calendar(): SignedCalendar | null {
    return this.#policy.document?.calendar ?? null;
  }

  /** The command line may have written to our files. */
  reread(): void {
    this.#options.enforcing?.safety.reread();
  }

  view(): AgentView {
    const link = this.#link?.status ?? null;
    const policyNumber = this.#policy.document?.number ?? 0;
    const { waiting } = this.#options.outbox;
    const restraint = this.#options.enforcing?.safety.restraint ?? null;
    return { link, findings: [...this.#findings.values()], policyNumber, waiting, restraint };
  }

  #readPolicy(): PolicyInForce {
    const { state, clock } = this.#options;
    const deviceId = () => state.identity.read()?.deviceId ?? null;
    return new PolicyInForce(state.policy, state.identity.read()?.pin.key ?? null, {
      deviceId,
      now: clock.now,
    });
  }

  #asked(meaning: ControlMeaning): Asked {
    const asked = askedNow(this.#options, this.#policy, meaning, this.quarantine.isOn);
    // An exception may have ended since the last look.
    this.#guards.follow(meaning.key, asked.policy);
    return asked;
  }

  #edgesFor(control: string, enforcing: Enforcing | undefined): GuardEdges {
    if (enforcing === undefined) throw new Error('a guard needs a place for its state');
    return guardEdges(this.#options, {
      lookAgain: () => this.#rounds.lookSoon(control),
      cell: (name, schema) => enforcing.cellFor(control, name, schema),
      serialKey: () => this.#policy.document?.serialKey ?? null,
      sealTo: () => this.#policy.document?.sealTo ?? null,
      unseal: (sealed, about) => this.#orders.unseal(sealed, about),
      calendar: () => this.calendar(),
    });
  }

  #tellGuards(): void {
    for (const { meaning } of this.#options.watched) this.#asked(meaning);
  }

  /** What is asked of controls has changed. */
  #askAfresh(): void {
    if (this.#stopped) return;
    // A suspension may have begun or ended.
    void this.quarantine.look();
    this.#tellGuards();
    void this.#rounds.runAll(true);
  }

  #looked(looked: Looked[]): void {
    if (this.#stopped) return;
    const saved = this.#saved(looked);
    for (const { finding } of looked) {
      if (saved) this.#observed.set(finding.control, finding.observedAt);
      countAsWatched(this.#options, this.#policy, finding);
      this.#findings.set(finding.control, finding);
    }
    this.#options.onChange(this.view());
  }

  /** A full disk: nothing is taken as said, so the next look tries again, and the ages tell the console. */
  #saved(looked: Looked[]): boolean {
    try {
      this.#differences.report(looked);
      return true;
    } catch (error) {
      this.#options.log('not saved', { error: String(error) });
      return false;
    }
  }

  async #lookAtInventory(): Promise<void> {
    const { clock, outbox, log } = this.#options;
    this.#cancelInventory();
    let wait = inventoryMs * (0.9 + 0.2 * clock.random());
    try {
      const inventory = await this.#options.readInventory();
      if (this.#stopped) return;
      for (const error of inventory.errors) log('inventory incomplete', error);
      this.#differences.sections(inventory);
      outbox.prune();
    } catch (error) {
      log('inventory failed', { error: String(error) });
      wait = firstInventoryRetryMs;
    }
    if (!this.#stopped) this.#cancelInventory = clock.after(wait, () => void this.#lookAtInventory());
  }

  /** `caretaker enrol` writes the identity while the service runs. */
  #awaitIdentity(): void {
    if (this.#stopped) return;
    const identity = this.#options.state.identity.read();
    if (identity !== undefined && identity.status !== 'removed') this.#connect();
    else this.#cancelIdentity = this.#options.clock.after(identityMs, () => this.#awaitIdentity());
  }

  #connect(): void {
    const { state, outbox, clock, introduce, log, proxy, dial } = this.#options;
    this.#policy = this.#readPolicy();
    this.#link = new ConsoleLink({
      ...{ state, outbox, clock, introduce, log },
      ...(proxy === undefined ? {} : { proxy }),
      ...(dial === undefined ? {} : { dial }),
      differences: this.#differences,
      policy: this.#policy,
      orders: this.#orders,
      notices: this.notices,
      support: { forget: () => this.#forgetPeople() },
      supportEnds: supportEndsOf(this.#options, () => this.#rounds.lookSoon('os-updates')),
      observed: () => Object.fromEntries(this.#observed),
      about: given => keepAbout(state.about, given, error => log('not saved', { error: String(error) })),
      onPolicy: () => this.#newPolicy(),
      onStatus: status => this.#linkChanged(status),
    });
    this.#link.start();
  }

  /** What was said to whoever is here was said by a console that this device is not of any more. */
  #forgetPeople(): void {
    for (const room of [this.support, this.answers, this.lost, this.quarantine]) room.forget();
  }

  #newPolicy(): void {
    const meanings = this.#options.watched.map(one => one.meaning);
    for (const control of this.#policy.unreadable(meanings))
      this.#options.outbox.event('policy.part_unreadable', { control });
    this.#askAfresh();
    this.#guards.calendarChanged();
    this.#options.onShown?.();
  }

  #linkChanged(status: LinkStatus): void {
    this.#wasInTouch ||= status.state === 'connected';
    this.#options.onChange(this.view());
    if (status.state === 'stopped' && !this.#stopped) this.#awaitIdentity();
  }
}
