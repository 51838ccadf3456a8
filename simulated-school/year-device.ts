/**
 * One computer through the year: the agent's own probes, judge, differences and outbox, over a machine that does not
 * exist. Only the wire is left out: what it would send is handed to the console's own intake.
 */
import { randomFrom } from '../agent/service/controls/fake.ts';
import { observe } from '../agent/service/controls/observe.ts';
import { fakeBackends } from '../agent/service/controls/registry.ts';
import { hashSerial } from '../agent/service/controls/removable-media/guard/stick.ts';
import { type DeviceKey, makeKey } from '../agent/service/identity.ts';
import { Outbox } from '../agent/service/outbox.ts';
import { Differences } from '../agent/service/outbox-differences.ts';
import { noMachine } from '../agent/simulate/device.ts';
import type { ControlMeaning } from '../shared/controls/control.ts';
import { controls } from '../shared/controls/index.ts';
import { judge } from '../shared/controls/judge.ts';
import { type PolicyDocument, settingsFor } from '../shared/policy.ts';
import type { MediaIdentity } from '../shared/protocol/order.ts';
import { usualSituation, wellSituation } from './habits.ts';
import type { Placed } from './roster.ts';
import { nameSources } from './sources.ts';

const observedBy = 'caretaker 0.1.0';
const frameBytes = 512 * 1024;

/** What these say holds a date or a number of days, so it is another each day although nothing changed. */
const dated: readonly string[] = ['antivirus', 'os-updates', 'power', 'approved-software'];
/** A school day later. */
const usualAgainMs = 12 * 3600_000;

export class YearDevice {
  readonly placed: Placed;
  readonly key: DeviceKey = makeKey();
  readonly seed: number;
  readonly #now: () => number;
  readonly #againMs: number;
  readonly #backends: ReturnType<typeof fakeBackends>;
  readonly #outbox: Outbox;
  readonly #differences: Differences;
  readonly #changed = new Set<string>(controls.map(one => one.key));
  readonly #refusals = new Map<string, string>();
  #policy: PolicyDocument | undefined;
  #lookedAt = 0;
  /** Of the console; empty until it is enrolled. */
  deviceId = '';
  groupId = '';
  /** Taken to pieces, lost or given away: it says nothing any more. */
  gone = false;

  /** `againMs`: after how long what holds a date is looked at again. */
  constructor(placed: Placed, seed: number, now: () => number, againMs = usualAgainMs) {
    this.#againMs = againMs;
    this.placed = placed;
    this.seed = seed;
    this.#now = now;
    this.#backends = fakeBackends(seed, () => this.#policy?.calendar ?? null);
    nameSources(this.#backends);
    const random = randomFrom(seed + 3);
    for (const [control, fake] of this.#backends) fake.become(usualSituation(control, placed, random));
    this.#outbox = new Outbox({ path: ':memory:', now });
    this.#differences = new Differences(this.#outbox);
  }

  get name(): string {
    return this.placed.machine.name;
  }

  /** By control. */
  get situations(): Map<string, string> {
    return new Map([...this.#backends].map(([control, fake]) => [control, fake.situation]));
  }

  is(control: string): string {
    return this.#backends.get(control)?.situation ?? '';
  }

  become(control: string, situation: string): void {
    if (this.is(control) === situation) return;
    this.#backends.get(control)?.become(situation);
    this.#changed.add(control);
  }

  /** From now on enforcing this ends in that situation there; undefined: as it should. */
  refusesWell(control: string, situation: string | undefined): void {
    if (situation === undefined) this.#refusals.delete(control);
    else this.#refusals.set(control, situation);
  }

  /** True when it is another one than before. Everything is looked at again then. */
  take(policy: PolicyDocument): boolean {
    if (policy.number === this.#policy?.number && policy.groupId === this.#policy.groupId) return false;
    this.#policy = policy;
    for (const { key } of controls) this.#changed.add(key);
    return true;
  }

  /** What it holds of itself goes into its outbox whole. */
  readInventory(): void {
    const { hardware, system, software } = this.placed.machine;
    this.#differences.sections({ hardware, system, software });
  }

  /** Looks at what may be otherwise, or at everything. */
  async look(everything = false): Promise<void> {
    const daily = this.#now() - this.#lookedAt >= this.#againMs;
    const due = controls.filter(
      ({ key }) => everything || this.#changed.has(key) || (daily && dated.includes(key)),
    );
    if (due.length === 0) return;
    this.#lookedAt = this.#now();
    this.#changed.clear();
    const machine = noMachine(this.#now);
    const looked = await Promise.all(
      due.map(async meaning => {
        const asked = this.#policy === undefined ? {} : this.#settings(meaning);
        const policy = meaning.policy.parse(asked ?? {});
        const backend = this.#backends.get(meaning.key);
        if (backend === undefined) throw new Error(`no backend for ${meaning.key}`);
        if (policy.mode === 'enforce') backend.become(this.#enforced(meaning.key));
        const seen = await observe(meaning, backend, machine, { policy });
        const carried = {
          how: policy.mode === 'enforce' ? ('enforced' as const) : null,
          inPlace: true,
          facts: {},
        };
        const finding = judge(meaning, seen, policy, observedBy, carried);
        return seen.ok ? { finding, observation: seen.value } : { finding };
      }),
    );
    this.#differences.report(looked);
  }

  #settings(control: ControlMeaning): unknown {
    return this.#policy && settingsFor(this.#policy, control, this.deviceId, this.#now());
  }

  /** What a computer is after its settings were made: well, unless something stands in the way. */
  #enforced(control: string): string {
    return this.#refusals.get(control) ?? wellSituation[control] ?? this.is(control);
  }

  /** Something happened there: an event, as the real service would tell it. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void {
    this.#outbox.event(name, facts);
  }

  /** A stick as this computer names it to the console. */
  stick(serial: string): MediaIdentity {
    return {
      vendorId: '0781',
      productId: '5581',
      serialHash: hashSerial(serial, this.#policy?.serialKey ?? null),
    };
  }

  /** What waits to be sent. */
  records(): unknown[] {
    return this.#outbox.next(0, 200, frameBytes).map(one => JSON.parse(one.body) as unknown);
  }

  sent(ids: readonly string[]): void {
    this.#outbox.acknowledge(ids);
    // Nobody asks for what was sent again here.
    this.#outbox.forgetAcknowledged();
  }

  /** When everything was last looked at: a moment ago, for a computer that is on. */
  observed(): Record<string, number> {
    const at = this.#now() - 60_000;
    return Object.fromEntries(controls.map(one => [one.key, at]));
  }

  close(): void {
    this.#outbox.close();
  }
}
