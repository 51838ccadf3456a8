/**
 * Break-glass: for a bounded time every control only watches. It ends at the earlier of two clocks, survives a
 * restart without becoming longer, and is begun by the console, by a typed code or by an administrator at the device.
 */
import * as z from 'zod';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

export const longestSuspensionMinutes = 24 * 60;

export const suspensionSchema = z.object({
  /** UTC milliseconds. */
  until: z.number(),
  /** What was left when this was saved: the wall clock alone could be set back. */
  remainingMs: z.number().min(0),
  /** Who began it: `console`, `code`, `device`. */
  by: z.string().max(60),
});
export type KeptSuspension = z.infer<typeof suspensionSchema>;

export interface SuspensionOptions {
  cell: Cell<KeptSuspension>;
  clock: Clock;
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
  /** It began, was changed or ended. */
  onChange(): void;
}

const minuteMs = 60_000;
const saveEveryMs = minuteMs;

/** What is kept for so many minutes from now; at least one, at most a day. */
export function suspensionFor(minutes: number, by: string, now: number): KeptSuspension {
  const ms = Math.min(Math.max(Math.round(minutes), 1), longestSuspensionMinutes) * minuteMs;
  return { until: now + ms, remainingMs: ms, by };
}

export class Suspension {
  readonly #options: SuspensionOptions;
  #current: KeptSuspension | undefined;
  #anchor = 0;
  #cancel = () => {};

  constructor(options: SuspensionOptions) {
    this.#options = options;
    this.#adopt(this.#read());
  }

  /** Null when nothing is suspended. */
  get current(): { until: number; by: string } | null {
    if (this.#current === undefined || this.#left() <= 0) return null;
    return { until: this.#current.until, by: this.#current.by };
  }

  /** Durable when it returns. Instead of one that runs, whichever is longer. */
  begin(minutes: number, by: string): void {
    const { cell, clock } = this.#options;
    const next = suspensionFor(minutes, by, clock.now());
    cell.write(next);
    this.#begun(next);
  }

  end(by: string): void {
    if (this.#current === undefined) return;
    this.#adopt(undefined);
    this.#forget();
    this.#options.tell('enforcement.resumed', { by });
    this.#options.onChange();
  }

  /** The command line wrote what is kept. */
  reread(): void {
    const kept = this.#read();
    if (kept === undefined) this.end('device');
    else if (kept.until !== this.#current?.until) this.#begun(kept);
  }

  stop(): void {
    this.#cancel();
    this.#save();
  }

  #begun(next: KeptSuspension): void {
    this.#adopt(next);
    this.#options.tell('enforcement.suspended', {
      minutes: Math.round(Math.max(0, this.#left()) / minuteMs),
      by: next.by,
    });
    this.#options.onChange();
  }

  #adopt(next: KeptSuspension | undefined): void {
    this.#cancel();
    this.#current = next;
    this.#anchor = this.#options.clock.monotonic();
    if (next !== undefined) this.#schedule();
  }

  #left(): number {
    const { clock } = this.#options;
    if (this.#current === undefined) return 0;
    const { remainingMs, until } = this.#current;
    const bounded = Math.min(remainingMs, longestSuspensionMinutes * minuteMs);
    return Math.min(bounded - (clock.monotonic() - this.#anchor), until - clock.now());
  }

  #schedule(): void {
    const wait = Math.max(0, Math.min(this.#left(), saveEveryMs));
    this.#cancel = this.#options.clock.after(wait, () => {
      if (this.#left() <= 0) return this.end('time');
      this.#save();
      this.#schedule();
    });
  }

  #save(): void {
    if (this.#current === undefined) return;
    const remainingMs = Math.max(0, this.#left());
    this.#current = { ...this.#current, remainingMs };
    this.#anchor = this.#options.clock.monotonic();
    try {
      // A newer one that the command line wrote is not overwritten.
      if (this.#read()?.until === this.#current.until) this.#options.cell.write(this.#current);
    } catch {
      // A full disk: what was saved before only makes it last a little longer after a restart.
    }
  }

  #forget(): void {
    try {
      this.#options.cell.remove();
    } catch {
      // It is over by its own times.
    }
  }

  #read(): KeptSuspension | undefined {
    try {
      return this.#options.cell.read();
    } catch {
      return undefined;
    }
  }
}
