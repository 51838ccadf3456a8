/**
 * The only hands that change settings of a machine. A plan is compared with what is there, checked as a whole, written
 * through the ledger, and put back when it is no longer wanted. Either all of a plan is in place or what was before.
 */
import type { Machine } from '../controls/control.ts';
import { type Plan, PlanRefused, type Wanted } from '../controls/plan.ts';
import { checkCandidate } from './commands.ts';
import { type Change, type Difference, type Drift, differenceOf } from './difference.ts';
import { keyOf, nameOf } from './held.ts';
import type { Entry, Ledger } from './ledger.ts';
import { PlaceRefused, type Places } from './places/place.ts';
import { repaired } from './repairs.ts';
import { type Residue, Writer } from './writing.ts';

export interface EnforcementOptions {
  ledger: Ledger;
  places: Places;
  machine: Pick<Machine, 'run' | 'now'>;
  /** A folder of ours where candidates are checked; made and removed. */
  candidates: string;
  /** Called before anything is written by a plan; what it throws refuses the plan. */
  beforeWriting(): void;
  /** Saves an event for the console; must not throw. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
}

export type Brought =
  | { kind: 'in_place'; changed: boolean }
  /** The plan is not in place. `held`: something that this control set earlier still is. */
  | { kind: 'kept'; reason: string; detail: string; held: boolean };

/** A plan whose steps failed stops and starts things each time it is tried, so it is tried ever more seldom. */
const firstWaitMs = 60_000;
const longestWaitMs = 3600_000;
const disturbing: ReadonlySet<string> = new Set(['step_failed', 'write_failed']);

interface Failed {
  plan: string;
  until: number;
  waitMs: number;
  reason: string;
  detail: string;
}

export class Enforcement {
  readonly #options: EnforcementOptions;
  readonly #failed = new Map<string, Failed>();
  readonly #drifting = new Set<string>();
  readonly #toldResidue = new Set<string>();
  readonly #writer: Writer;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: EnforcementOptions) {
    this.#options = options;
    this.#writer = new Writer(options);
  }

  /** True while anything of this control is set, or is to be put back. */
  holds(control: string): boolean {
    return this.#options.ledger.holds(control);
  }

  /** Makes the machine as the plan says. Never throws for what a machine can do to us. */
  bring(control: string, plan: Plan, policy: number): Promise<Brought> {
    return this.#inTurn(async () => {
      try {
        await this.#writer.resolve();
        return await this.#bring(control, plan, policy);
      } catch (error) {
        return this.#kept(control, error);
      }
    });
  }

  /** Puts back everything this control set. Nothing to do is quick. */
  release(control: string): Promise<Residue[]> {
    return this.#inTurn(async () => {
      if (!this.holds(control)) return [];
      return this.#putBack(this.#options.ledger.entries(control), [control]);
    });
  }

  /** Puts everything back, last written first, whichever control set it. */
  releaseAll(): Promise<Residue[]> {
    return this.#inTurn(() => {
      const { ledger } = this.#options;
      const entries = ledger.entries();
      return this.#putBack(entries, ledger.controls());
    });
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  /** Two controls never write at once: they may share a daemon. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #bring(control: string, plan: Plan, policy: number): Promise<Brought> {
    const { machine, tell } = this.#options;
    this.#refuseContradiction(control, plan.wanted);
    const failed = this.#failed.get(control);
    const text = JSON.stringify([policy, plan.wanted]);
    if (failed?.plan === text && machine.now() < failed.until)
      throw new PlanRefused(failed.reason, failed.detail);
    await this.#writer.settle(control, plan.wanted);
    const difference = await this.#compare(control, plan.wanted, policy);
    const changed = await this.#carryOut(control, policy, difference, text);
    this.#failed.delete(control);
    const { changes, drifts, surplus } = difference;
    if (changes.length > 0 || surplus.length > 0)
      tell('enforcement.applied', { control, policy, written: changes.length, putBack: surplus.length });
    const waiting = drifts.find(one => one.decision !== 'repair');
    if (waiting !== undefined) return this.#waits(control, waiting);
    return { kind: 'in_place', changed };
  }

  #refuseContradiction(control: string, wanted: readonly Wanted[]): void {
    const seen = new Set<string>();
    for (const { setting } of wanted) {
      const holder = this.#options.ledger.holderOf(setting);
      if (holder !== undefined && holder !== control)
        throw new PlanRefused(
          'set_by_another',
          `${nameOf(setting)} is set by the control “${holder}” already`,
        );
      if (seen.has(keyOf(setting)))
        throw new PlanRefused('contradiction', `${nameOf(setting)} is wanted twice`);
      seen.add(keyOf(setting));
    }
  }

  async #compare(control: string, wanted: readonly Wanted[], policy: number): Promise<Difference> {
    const { ledger, places, machine } = this.#options;
    const current = await places.read(wanted.map(one => one.setting));
    const entries = ledger.entries(control);
    const difference = differenceOf(wanted, current, entries, one => ledger.repairs(one), {
      policy,
      now: machine.now(),
    });
    this.#tellDrifts(control, difference.drifts, policy);
    return difference;
  }

  /** Reported before it is repaired, once until it is. */
  #tellDrifts(control: string, drifts: readonly Drift[], policy: number): void {
    const { ledger, tell } = this.#options;
    for (const { setting, decision } of drifts) {
      const key = keyOf(setting);
      const name = nameOf(setting).slice(0, 300);
      if (decision === 'give_up') {
        const { times } = ledger.repairs(setting);
        ledger.setRepairs(control, setting, name, { times, pausedAt: policy });
        tell('enforcement.repair_stopped', { control, setting: name, repairs: times.length });
      } else if (decision !== 'paused' && !this.#drifting.has(key)) {
        this.#drifting.add(key);
        tell('enforcement.drift', { control, setting: name });
      }
    }
  }

  #countRepairs(control: string, policy: number, changes: readonly Change[]): void {
    const { ledger, machine } = this.#options;
    for (const { setting } of changes.filter(one => one.drift)) {
      const repairs = repaired(ledger.repairs(setting), policy, machine.now());
      ledger.setRepairs(control, setting, nameOf(setting).slice(0, 300), repairs);
      this.#drifting.delete(keyOf(setting));
    }
  }

  #waits(control: string, { setting, decision }: Drift): Brought {
    const name = nameOf(setting);
    if (decision === 'wait')
      return {
        kind: 'kept',
        reason: 'repair_waits',
        detail: `${name} was changed by somebody again; it is put right in a while.`,
        held: this.holds(control),
      };
    return {
      kind: 'kept',
      reason: 'repair_stopped',
      detail: `${name} was changed by somebody again and again, so it is no longer put right; find out who or what changes it, or publish the policy again.`,
      held: this.holds(control),
    };
  }

  /** All or nothing. True when something was written. */
  async #carryOut(control: string, policy: number, difference: Difference, plan: string): Promise<boolean> {
    const { ledger, machine, candidates } = this.#options;
    const { changes, surplus } = difference;
    if (changes.length === 0 && surplus.length === 0 && ledger.owed(control).length === 0) return false;
    for (const { wanted } of changes) await checkCandidate(machine, candidates, wanted);
    const settings = changes.map(one => one.setting);
    this.#options.beforeWriting();
    ledger.intend(
      control,
      policy,
      changes.map(({ setting, previous, target, wanted }) => ({
        setting,
        previous,
        writing: target,
        steps: wanted.then ?? [],
      })),
    );
    try {
      await this.#writer.write(control, changes);
    } catch (error) {
      this.#rememberFailure(control, error, plan);
      throw error;
    }
    ledger.confirm(settings);
    this.#countRepairs(control, policy, changes);
    // Only now: a plan that failed must leave the last good settings whole.
    this.#tellResidue(await this.#writer.putBack(surplus));
    this.#tellResidue(await this.#writer.payLast(control));
    return true;
  }

  #rememberFailure(control: string, why: unknown, plan: string): void {
    const { reason, detail } = reasonOf(why);
    if (!disturbing.has(reason)) return;
    const before = this.#failed.get(control);
    const waitMs = before?.plan === plan ? Math.min(longestWaitMs, before.waitMs * 2) : firstWaitMs;
    this.#failed.set(control, { plan, until: this.#options.machine.now() + waitMs, waitMs, reason, detail });
  }

  async #putBack(entries: readonly Entry[], controls: readonly string[]): Promise<Residue[]> {
    const { ledger, tell } = this.#options;
    try {
      await this.#writer.resolve();
    } catch {
      // A place that cannot be read is met again below, and told with its name.
    }
    const still = new Set(ledger.entries().map(entry => entry.id));
    const mine = entries.filter(entry => still.has(entry.id));
    const residue = await this.#writer.putBack(mine.map(one => ledger.entry(one.id) ?? one));
    for (const control of controls) residue.push(...(await this.#writer.payLast(control)));
    this.#tellResidue(residue);
    const back = mine.length - residue.filter(one => one.reason !== 'step_failed').length;
    if (back > 0)
      tell('enforcement.released', {
        control: controls.length === 1 ? (controls[0] ?? '') : 'all',
        settings: back,
      });
    return residue;
  }

  /** What is tried again each round is told once. */
  #tellResidue(residue: readonly Residue[]): void {
    for (const { control, setting, reason, detail } of residue) {
      const facts = { control, setting: setting.slice(0, 300), detail: detail.slice(0, 300) };
      const said = JSON.stringify([reason, facts]);
      if (reason === 'not_put_back' && this.#toldResidue.has(said)) continue;
      this.#toldResidue.add(said);
      this.#options.tell(`enforcement.${reason}`, facts);
    }
  }

  #kept(control: string, error: unknown): Brought {
    const { reason, detail } = reasonOf(error);
    let held = true;
    try {
      held = this.holds(control);
    } catch {
      // The ledger itself cannot be read.
    }
    return { kind: 'kept', reason, detail, held };
  }
}

function reasonOf(error: unknown): { reason: string; detail: string } {
  if (error instanceof PlanRefused || error instanceof PlaceRefused)
    return { reason: error.reason, detail: error.message };
  const { message, errcode } = error as Error & { errcode?: number };
  // SQLite: 13 is full, 8 is read-only, 10 is a disk that fails.
  if (errcode === 13) return { reason: 'disk_full', detail: 'the disk is full, so nothing was changed' };
  if (errcode !== undefined)
    return {
      reason: 'ledger_failed',
      detail: `the ledger cannot be written, so nothing was changed: ${message}`,
    };
  return { reason: 'write_failed', detail: message ?? String(error) };
}
