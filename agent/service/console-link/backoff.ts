/**
 * When to try again. Low ceiling and full jitter, so that a school neither stampedes nor stays away; the count
 * falls back to nothing only after a session that stayed up for a minute.
 */
export type Outcome =
  /** Nobody answered, or not as a console should. */
  | { kind: 'failed' }
  /** A session was up for `upMs` and ended; `clean` when the console said that it goes away. */
  | { kind: 'dropped'; upMs: number; clean: boolean; spreadMs: number }
  /** The console said when, or null: not before a person has done something. */
  | { kind: 'told'; retryAfterMs: number | null };

const stableMs = 60_000;
/** A console that says it goes away is not back sooner; asking meanwhile would only count as failures. */
const restartMs = 1500;
const ceilingMs = 60_000;
const leastMs = 500;
const slowMs = 15 * 60_000;
/** A session that came up but did not last counts, though never further than this. */
const unstableFailures = 3;

export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait. */
  next(outcome: Outcome): number {
    if (outcome.kind === 'told') return this.#told(outcome.retryAfterMs);
    if (outcome.kind === 'failed') {
      this.#failures += 1;
      return this.#within(this.#ceiling());
    }
    if (outcome.upMs >= stableMs) this.#failures = 0;
    else if (!outcome.clean) this.#failures = Math.max(1, Math.min(this.#failures + 1, unstableFailures));
    const wait = this.#within(Math.max(outcome.spreadMs, this.#failures > 0 ? this.#ceiling() : 0));
    return outcome.clean ? restartMs + wait : wait;
  }

  #told(retryAfterMs: number | null): number {
    if (retryAfterMs === null) return slowMs * (0.75 + 0.5 * this.#random());
    return retryAfterMs + this.#within(Math.max(1000, retryAfterMs / 2));
  }

  #ceiling(): number {
    return Math.min(ceilingMs, 1000 * 2 ** Math.min(this.#failures, 10));
  }

  #within(spreadMs: number): number {
    return Math.min(leastMs, spreadMs) + this.#random() * Math.max(0, spreadMs - leastMs);
  }
}
