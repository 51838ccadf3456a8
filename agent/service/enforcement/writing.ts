/** The writes themselves: through the ledger, undone when one of them fails, told apart after a crash. */
import type { Machine } from '../controls/control.ts';
import { PlanRefused, type Wanted } from '../controls/plan.ts';
import { runStep } from './commands.ts';
import type { Change } from './difference.ts';
import { type Held, heldOf, keyOf, nameOf, same, takenBack } from './held.ts';
import type { Entry, Ledger } from './ledger.ts';
import { PlaceRefused, type Places, type Prepared, refusedBy } from './places/place.ts';

export interface WriterOptions {
  ledger: Ledger;
  places: Places;
  machine: Pick<Machine, 'run'>;
}

/** What could not be put back, and why, for a person. */
export interface Residue {
  control: string;
  setting: string;
  reason: 'rollback_conflict' | 'not_put_back' | 'step_failed';
  detail: string;
}

export class Writer {
  readonly #options: WriterOptions;
  #resolved = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** All of them, or none: what was done is undone when one fails. Intents are in the ledger already. Throws. */
  async write(control: string, changes: readonly Change[]): Promise<void> {
    const begun: Change[] = [];
    try {
      await this.#write(control, changes, begun);
      await this.#payOrRefuse(control);
    } catch (error) {
      await this.#undo(control, changes, begun);
      throw error;
    }
  }

  /** First everything that may fail without a trace, then the changes themselves, each noted in `begun`. */
  async #write(control: string, changes: readonly Change[], begun: Change[]): Promise<void> {
    const { places } = this.#options;
    const ready: { change: Change; prepared: Prepared }[] = [];
    try {
      for (const change of changes)
        ready.push({ change, prepared: await places.prepare(change.setting, change.target) });
      for (const { change, prepared } of ready) {
        const { kind } = change.setting;
        if (kind === 'unit') {
          await this.#payOrRefuse(control);
          // Several switches: a failure may leave some of them changed.
          begun.push(change);
        }
        await prepared.commit();
        if (kind !== 'unit') begun.push(change);
      }
    } catch (error) {
      // Backwards, so that the folders of each are empty again.
      for (const { change, prepared } of ready.toReversed()) if (!begun.includes(change)) prepared.discard();
      throw error;
    }
  }

  /** Back to what was there before this plan was tried. What cannot be undone now is told apart at the next turn. */
  async #undo(control: string, changes: readonly Change[], begun: readonly Change[]): Promise<void> {
    const { ledger, places } = this.#options;
    const stuck = new Set<Change>();
    for (const change of begun.toReversed()) {
      const { setting, current } = change;
      try {
        const [now = null] = await places.read([setting]);
        if (!same(now, current)) await (await places.prepare(setting, current)).commit();
      } catch {
        stuck.add(change);
        this.#resolved = false;
      }
    }
    try {
      ledger.takeBack(changes.filter(one => !stuck.has(one)).map(one => one.setting));
      await this.#payAll(control);
    } catch {
      this.#resolved = false;
    }
  }

  /** What a crash left: written is confirmed, not written is forgotten. One place that cannot be read stops no other. */
  async resolve(): Promise<void> {
    if (this.#resolved) return;
    const { ledger } = this.#options;
    let resolved = true;
    for (const entry of ledger.entries()) {
      if (entry.writing === undefined) continue;
      try {
        await this.#resolveOne(entry, entry.writing);
      } catch (error) {
        if (!(error instanceof PlaceRefused)) throw error;
        resolved = false;
      }
    }
    this.#resolved = resolved;
  }

  /** A unit that is neither as before nor as wanted stays marked, and is written again or put back. */
  async #resolveOne(entry: Entry, writing: Held): Promise<void> {
    const { ledger, places } = this.#options;
    places.tidy(entry.setting);
    const [now = null] = await places.read([entry.setting]);
    if (same(now, writing)) ledger.confirm([entry.setting]);
    else if (!isHalf(entry, now)) ledger.takeBack([entry.setting]);
  }

  /** The ledger remembers one unfinished write of a setting: a unit that another plan left half-way goes back first. */
  async settle(control: string, wanted: readonly Wanted[]): Promise<void> {
    const { ledger, places } = this.#options;
    const half = new Map(ledger.entries(control).map(entry => [keyOf(entry.setting), entry]));
    for (const { setting, value } of wanted) {
      const entry = half.get(keyOf(setting));
      if (entry?.writing === undefined || same(entry.writing, heldOf(value, null))) continue;
      await (await places.prepare(setting, entry.written ?? entry.previous)).commit();
      ledger.takeBack([setting]);
    }
  }

  /** Last written first. Answers what could not be put back. */
  async putBack(entries: readonly Entry[]): Promise<Residue[]> {
    if (entries.length === 0) return [];
    const { ledger } = this.#options;
    const residue: Residue[] = [];
    ledger.releasing(entries);
    const order = entries.toReversed();
    for (const [at, entry] of order.entries()) {
      const { control, setting } = entry;
      if (setting.kind === 'unit') await this.#payReady(control, order.slice(at));
      try {
        if (await this.#putBackOne(entry)) {
          ledger.forget(setting);
          continue;
        }
        ledger.forget(setting);
        const detail = `${nameOf(setting)} was changed by somebody since; it was left as it is.`;
        residue.push({ control, setting: nameOf(setting), reason: 'rollback_conflict', detail });
      } catch (error) {
        const detail = `${refusedBy(error, nameOf(setting)).message}; it is tried again.`;
        residue.push({ control, setting: nameOf(setting), reason: 'not_put_back', detail });
      }
    }
    return residue;
  }

  /** Before a unit is put back: what is owed to settings that are still to be put back waits for them. */
  async #payReady(control: string, toCome: readonly Entry[]): Promise<void> {
    const { ledger, machine } = this.#options;
    const later = new Set(toCome.flatMap(({ steps }) => steps).map(step => JSON.stringify(step)));
    for (const step of ledger.owed(control).filter(one => !later.has(JSON.stringify(one))))
      if ((await runStep(machine, step)) === undefined) ledger.paid(control, step);
  }

  /** False when somebody else's value is there. */
  async #putBackOne(entry: Entry): Promise<boolean> {
    const { places } = this.#options;
    const { setting, previous, written, writing } = entry;
    const [now = null] = await places.read([setting]);
    const ours = [written, writing].filter(one => one !== undefined);
    const back = takenBack(previous, ours, now);
    if (back === 'conflict') return false;
    if (!same(back, now)) await (await places.prepare(setting, back)).commit();
    return true;
  }

  /** A step that fails now would fail for ever: it is said and not owed any more. */
  async payLast(control: string): Promise<Residue[]> {
    const { ledger, machine } = this.#options;
    const residue: Residue[] = [];
    for (const step of ledger.owed(control)) {
      const detail = await runStep(machine, step);
      ledger.paid(control, step);
      if (detail !== undefined)
        residue.push({ control, setting: step.command, reason: 'step_failed', detail });
    }
    return residue;
  }

  async #payOrRefuse(control: string): Promise<void> {
    const trouble = await this.#payAll(control);
    if (trouble !== undefined) throw new PlanRefused('step_failed', trouble);
  }

  /** Runs what is owed; answers the first trouble. What failed stays owed. */
  async #payAll(control: string): Promise<string | undefined> {
    const { ledger, machine } = this.#options;
    let trouble: string | undefined;
    for (const step of ledger.owed(control)) {
      const failed = await runStep(machine, step);
      if (failed === undefined) ledger.paid(control, step);
      trouble ??= failed;
    }
    return trouble;
  }
}

const isHalf = ({ setting, previous, written }: Entry, now: Held) =>
  setting.kind === 'unit' && !same(now, written ?? previous);
