/** When to look: at the moment something could be due, after waking up, and never twice at once. */
import type { Clock } from '../../system/clock.ts';
import { afterAlsoAsleep } from '../../system/elapsed.ts';
import type { Heard } from './logind.ts';
import type { Seats } from './seats.ts';

/** Waking up and other news make for one look in so long at most. */
const newsEveryMs = 10_000;
const shortestRetryMs = 60_000;
const longestRetryMs = 3600_000;

interface Calls {
  /** Plans the next look itself, by `lookIn`. Must not throw. */
  look(): Promise<void>;
  locked(id: string, locked: boolean): void;
}

export class Watchman {
  readonly #clock: Clock;
  readonly #seats: Seats;
  readonly #calls: Calls;
  readonly #ended = new AbortController();
  #cancelLook = () => {};
  #cancelRetry = () => {};
  #looking = false;
  #lookAgain = false;
  #newsAt = Number.NEGATIVE_INFINITY;
  #retryMs = shortestRetryMs;

  constructor(clock: Clock, seats: Seats, calls: Calls) {
    this.#clock = clock;
    this.#seats = seats;
    this.#calls = calls;
  }

  start(): void {
    void this.#follow();
    this.lookIn(0);
  }

  stop(): void {
    this.#ended.abort();
    this.#cancelLook();
    this.#cancelRetry();
  }

  /** Replaces the look that was planned before. */
  lookIn(ms: number): void {
    this.#cancelLook();
    if (this.#ended.signal.aborted) return;
    this.#cancelLook = afterAlsoAsleep(this.#clock, ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    await this.#calls.look();
    this.#looking = false;
    if (this.#lookAgain) this.lookIn(0);
    this.#lookAgain = false;
  }

  /** Without what it tells, everything works by looking; only what happens between looks is not seen. */
  async #follow(): Promise<void> {
    const { signal } = this.#ended;
    const startedAt = this.#clock.monotonic();
    await this.#seats.follow(heard => this.#heard(heard), signal);
    if (signal.aborted) return;
    const lasted = this.#clock.monotonic() - startedAt;
    this.#retryMs = lasted > longestRetryMs ? shortestRetryMs : this.#retryMs;
    this.#cancelRetry = this.#clock.after(this.#retryMs, () => void this.#follow());
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  #heard(heard: Heard): void {
    if (this.#ended.signal.aborted) return;
    if (heard.kind === 'locked') {
      this.#calls.locked(heard.id, heard.locked);
      return;
    }
    if (this.#clock.monotonic() - this.#newsAt < newsEveryMs) return;
    this.#newsAt = this.#clock.monotonic();
    this.lookIn(0);
  }
}
