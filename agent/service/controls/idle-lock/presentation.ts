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
});
type Kept = z.infer<typeof kept>;

export type EndCause = 'time' | 'restart' | 'policy' | 'locked';

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

  /** False when one is running already. */
  start(minutes: number, now: BootTime): boolean {
    if (this.remainingMs(now) > 0) return false;
    this.#held = { boot: now.boot, startedMs: now.ms, minutes };
    this.#cell.write(this.#held);
    this.#tell('presentation.started', { minutes });
    return true;
  }

  /** Zero when there is none; ends the one that is over. */
  remainingMs(now: BootTime): number {
    const held = this.#held;
    if (held === undefined) return 0;
    const left = held.startedMs + held.minutes * 60_000 - now.ms;
    const sameStart = held.boot === now.boot && now.ms >= held.startedMs;
    if (sameStart && left > 0) return left;
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
