/**
 * Stops Caretaker's own lock when it has locked people out three times within a minute of their coming back: then what
 * tells how long nobody was there must be wrong. The desktop's own lock goes on. It holds for a day, or until the
 * computer is started again or the school changes its rule.
 */
import * as z from 'zod';
import type { GuardEdges } from '../control.ts';
import type { BootTime } from './boot-time.ts';

const soonMs = 60_000;
const most = 3;
const stopsForMs = 24 * 3600_000;

const kept = z.object({ boot: z.string().max(60), sinceMs: z.number().nonnegative() });

export class TooSoon {
  readonly #cell;
  readonly #tell;
  #stopped: z.infer<typeof kept> | undefined;
  #count = 0;

  constructor({ cell, tell }: Pick<GuardEdges, 'cell' | 'tell'>) {
    this.#tell = tell;
    this.#cell = cell('agent-lock-stopped', kept);
    try {
      this.#stopped = this.#cell.read();
    } catch {
      this.#cell.remove();
    }
  }

  isStopped(now: BootTime): boolean {
    const stopped = this.#stopped;
    if (stopped === undefined) return false;
    const age = now.ms - stopped.sinceMs;
    if (stopped.boot === now.boot && age >= 0 && age < stopsForMs) return true;
    this.clear();
    return false;
  }

  /** After each lock by itself. `sinceUnlockMs` is null when nobody was seen to come back before. */
  locked(sinceUnlockMs: number | null, now: BootTime): void {
    this.#count = sinceUnlockMs !== null && sinceUnlockMs < soonMs ? this.#count + 1 : 0;
    if (this.#count < most) return;
    this.#count = 0;
    this.#stopped = { boot: now.boot, sinceMs: now.ms };
    this.#cell.write(this.#stopped);
    this.#tell('lock.suspended', { locks: most, withinSeconds: soonMs / 1000 });
  }

  clear(): void {
    this.#count = 0;
    if (this.#stopped === undefined) return;
    this.#stopped = undefined;
    this.#cell.remove();
  }
}
