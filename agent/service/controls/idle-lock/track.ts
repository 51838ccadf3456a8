/** What the guard remembers of one session between looks. */
import type { Clock } from '../../system/clock.ts';
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
  /** By the monotonic clock, which stands still in sleep. */
  #lockedAt: number | null = null;
  #untouchedAt: number | null = null;
  #looked: { bootMs: number; awakeMs: number } | undefined;
  #waiting: (() => void) | undefined;
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  get locked(): boolean | null {
    return this.#locked;
  }

  /** True when this is news of a lock. */
  hear(locked: boolean | null, now: BootTime): boolean {
    const before = this.#locked;
    this.#locked = locked;
    if (before === true && locked === false) this.#unlockedMs = now.ms;
    const awakeMs = this.#clock.monotonic();
    this.#lockedAt = locked === true ? (this.#lockedAt ?? awakeMs) : null;
    this.#untouchedAt = locked === true ? (this.#untouchedAt ?? awakeMs) : null;
    if (locked !== true) return false;
    this.hasTold = true;
    this.#waiting?.();
    return before === false;
  }

  /** A look. Between two of them it may have been opened and locked again unheard, so use between them counts. */
  see({ locked, idleMs }: Seat, now: BootTime): void {
    const before = this.#looked;
    const awakeMs = this.#clock.monotonic();
    this.#looked = { bootMs: now.ms, awakeMs };
    this.hear(locked, now);
    if (this.#untouchedAt === null || before === undefined) return;
    const usedAfterMs = now.ms - before.bootMs - (idleMs ?? 0);
    if (usedAfterMs <= 0) return;
    // Whether sleep came before or after that use is not known: the later of both.
    const usedAt = before.awakeMs + Math.min(usedAfterMs, awakeMs - before.awakeMs);
    this.#untouchedAt = Math.max(this.#untouchedAt, usedAt);
  }

  sinceUnlockMs(now: BootTime): number | null {
    return this.#unlockedMs === null ? null : Math.max(0, now.ms - this.#unlockedMs);
  }

  /** Awake, since it was first seen locked, and was at every look since; null when it is not. */
  lockedForMs(): number | null {
    return this.#lockedAt === null ? null : this.#clock.monotonic() - this.#lockedAt;
  }

  /** As much of it as nobody touched it for; 0 where nobody tells. */
  leftForMs({ idleMs }: Seat): number {
    if (this.#untouchedAt === null || idleMs === null) return 0;
    return Math.min(idleMs, this.#clock.monotonic() - this.#untouchedAt);
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
