/**
 * A member of staff shows something to a class: Caretaker does not lock for so many minutes. One at a time; it ends by
 * itself, on time that nobody can set, in sleep too, and with the computer's next start. It loosens no setting of the
 * desktop: only Caretaker's own lock waits.
 */
import * as z from 'zod';
import type { GuardEdges } from '../control.ts';
import type { BootTime } from './boot-time.ts';

const kept = z.object({
  boot: z.string().max(60),
  startedMs: z.number().nonnegative(),
  minutes: z.int().min(1).max(120),
  /** Whoever began it at the computer; without it, the console did. */
  by: z.int().optional(),
});
type Kept = z.infer<typeof kept>;

export type EndCause = 'time' | 'restart' | 'policy' | 'locked' | 'person';

export class Presentation {
  readonly #cell;
  readonly #tell;
  #held: Kept | undefined;

  constructor({ cell, tell }: Pick<GuardEdges, 'cell' | 'tell'>) {
    this.#tell = tell;
    this.#cell = cell('presentation', kept);
    try {
      this.#held = this.#cell.read();
    } catch {
      // Spoilt: no presentation, which is the stricter of the two.
      this.#cell.remove();
    }
  }

  get running(): boolean {
    return this.#held !== undefined;
  }

  /** The number of whoever began it at this computer; undefined for the console's, and while there is none. */
  get by(): number | undefined {
    return this.#held?.by;
  }

  /** False when one is running already. `who` began it here: their name goes to the school, which asks who holds a lock. */
  start(minutes: number, now: BootTime, who?: { uid: number; name: string }): boolean {
    if (this.remainingMs(now) > 0) return false;
    const held = { boot: now.boot, startedMs: now.ms, minutes };
    this.#held = who === undefined ? held : { ...held, by: who.uid };
    this.#cell.write(this.#held);
    this.#tell('presentation.started', who === undefined ? { minutes } : { minutes, by: who.name });
    return true;
  }

  /** Only looks. Zero when there is none, or when it is over. */
  leftMs(now: BootTime): number {
    const held = this.#held;
    if (held === undefined || held.boot !== now.boot || now.ms < held.startedMs) return 0;
    return Math.max(0, held.startedMs + held.minutes * 60_000 - now.ms);
  }

  /** Zero when there is none; ends the one that is over. */
  remainingMs(now: BootTime): number {
    const held = this.#held;
    if (held === undefined) return 0;
    const left = this.leftMs(now);
    if (left > 0) return left;
    const sameStart = held.boot === now.boot && now.ms >= held.startedMs;
    this.end(sameStart ? 'time' : 'restart', now);
    return 0;
  }

  end(cause: EndCause, now: BootTime): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#cell.remove();
    const lasted = cause === 'restart' ? null : Math.min(held.minutes, (now.ms - held.startedMs) / 60_000);
    this.#tell('presentation.ended', { cause, minutes: lasted === null ? null : Math.round(lasted) });
  }
}
