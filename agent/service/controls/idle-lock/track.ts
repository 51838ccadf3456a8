/** What the guard remembers of one session between looks. */
import type { BootTime } from './boot-time.ts';
import type { Seat } from './seats.ts';

/** Two spells of not being used begin at least so far apart. */
const apartMs = 1_000;

export class Track {
  /** This session has told of a lock before, so its silence means something. */
  hasTold = false;
  /** Caretaker asked at this moment of the monotonic clock; locks soon after are its own. */
  askedAt: number | undefined;
  /** When a lock that nobody asked for was last told of. */
  toldAt: number | undefined;
  #dealtSince: number | undefined;
  #locked: boolean | null = null;
  #unlockedMs: number | null = null;
  #lockedMs: number | null = null;
  #waiting: (() => void) | undefined;

  get locked(): boolean | null {
    return this.#locked;
  }

  /** True when this is news of a lock. */
  hear(locked: boolean | null, now: BootTime): boolean {
    const before = this.#locked;
    this.#locked = locked;
    if (before === true && locked === false) this.#unlockedMs = now.ms;
    this.#lockedMs = locked === true ? (this.#lockedMs ?? now.ms) : null;
    if (locked !== true) return false;
    this.hasTold = true;
    this.#waiting?.();
    return before === false;
  }

  sinceUnlockMs(now: BootTime): number | null {
    return this.#unlockedMs === null ? null : Math.max(0, now.ms - this.#unlockedMs);
  }

  /** Since it was first seen locked, and was at every look since; null when it is not. */
  lockedForMs(now: BootTime): number | null {
    return this.#lockedMs === null ? null : Math.max(0, now.ms - this.#lockedMs);
  }

  /** Whoever unlocked was there then, whatever else tells of being unused. */
  idleMs(seat: Seat, now: BootTime): number | null {
    const sinceUnlock = this.sinceUnlockMs(now);
    if (seat.idleMs === null || sinceUnlock === null) return seat.idleMs;
    return Math.min(seat.idleMs, sinceUnlock);
  }

  /** Something was done, or told, about this spell of not being used; the next has begun later. */
  dealWith(idleMs: number, now: BootTime): void {
    this.#dealtSince = now.ms - idleMs;
  }

  isDealtWith(idleMs: number, now: BootTime): boolean {
    return this.#dealtSince !== undefined && now.ms - idleMs < this.#dealtSince + apartMs;
  }

  /** The rule has changed: what was done before does not count. */
  beginAgain(): void {
    this.#dealtSince = undefined;
  }

  /** Resolves at the next news of a lock; `stop` gives it up. */
  nextLock(): { heard: Promise<void>; stop(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = resolve;
    return { heard: promise, stop: resolve };
  }
}
