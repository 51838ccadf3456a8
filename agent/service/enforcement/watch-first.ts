/**
 * The device's own floor (design.md 3.5): a control acts here only after it was watched here, whatever a signed policy
 * says. Counted by the machine's own time while the service runs, so that no clock, sleep or restart makes it shorter.
 */
import * as z from 'zod';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

/** An hour of use: a computer that is set up anew has its lock and its shut ports on the first day. */
export const watchFirstMs = 3600_000;

/** A timer may come a little before its time. */
const timerEarlyMs = 20;

/** For how many milliseconds each control was watched here. */
export const watchedSchema = z.record(z.string().max(80), z.number().nonnegative());
export type KeptWatched = z.infer<typeof watchedSchema>;

/** As it is kept of controls that were watched here for long enough. */
export const longWatched = (controls: readonly string[]): KeptWatched =>
  Object.fromEntries(controls.map(control => [control, watchFirstMs]));

/** What a finding says of a control that is not watched long enough. It says the same each time, so it is told once. */
export const watchingFirst = {
  enforcement: 'watching_first',
  enforcementDetail:
    'This is new on this computer: Caretaker watches it for an hour of use before it enforces anything, and begins by itself then.',
};

export interface WatchFirstOptions {
  cell: Cell<KeptWatched>;
  clock: Clock;
  /** This control was watched for long enough just now. */
  onEnough(control: string): void;
}

export class WatchFirst {
  readonly #options: WatchFirstOptions;
  #kept: KeptWatched = {};
  /** When each was last looked at, and for how long that counts. */
  readonly #looked = new Map<string, { at: number; freshForMs: number }>();
  readonly #waits = new Map<string, () => void>();

  constructor(options: WatchFirstOptions) {
    this.#options = options;
  }

  /**
   * `enforced` are the controls that the policy kept here enforces already. They count as watched where nothing was ever
   * kept, as after an update of a version that did not, or where it cannot be read: losing a file must not open anything.
   */
  start(enforced: readonly string[]): void {
    try {
      const kept = this.#options.cell.read();
      this.#kept = { ...(kept ?? longWatched(enforced)) };
      if (kept === undefined) this.#keep();
    } catch {
      this.#kept = longWatched(enforced);
    }
  }

  isEnough(control: string): boolean {
    if (this.#leftMs(control) > 0) return false;
    if ((this.#kept[control] ?? 0) < watchFirstMs) {
      this.#kept[control] = watchFirstMs;
      this.#keep();
    }
    return true;
  }

  /** No console has this device any more: the next one watches anew. */
  forget(): void {
    if (Object.keys(this.#kept).length === 0) return;
    this.stop();
    this.#looked.clear();
    this.#kept = {};
    this.#keep();
  }

  /** It was looked at, and nothing was done about it. What was seen counts for as long as a finding of it is fresh. */
  watched(control: string, freshForMs: number): void {
    if (this.isEnough(control)) return;
    this.#kept[control] = watchFirstMs - this.#leftMs(control);
    this.#looked.set(control, { at: this.#options.clock.monotonic(), freshForMs });
    this.#keep();
    this.#wait(control);
  }

  stop(): void {
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }

  #leftMs(control: string): number {
    const looked = this.#looked.get(control);
    const { clock } = this.#options;
    const since = looked ? Math.min(clock.monotonic() - looked.at, looked.freshForMs) : 0;
    return watchFirstMs - (this.#kept[control] ?? 0) - since;
  }

  #wait(control: string): void {
    this.#waits.get(control)?.();
    const { clock, onEnough } = this.#options;
    const enough = () => {
      this.#waits.delete(control);
      if (this.isEnough(control)) onEnough(control);
    };
    this.#waits.set(control, clock.after(this.#leftMs(control) + timerEarlyMs, enough));
  }

  /** A disk that takes nothing makes it last longer, never shorter. */
  #keep(): void {
    try {
      this.#options.cell.write({ ...this.#kept });
    } catch {
      // Tried again at the next look.
    }
  }
}
