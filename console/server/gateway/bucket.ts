/** A token bucket: so much at once, so much a second, and how long to wait for the rest. */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #level: number;
  #at: number;

  constructor(limits: { burst: number; perSecond: number }, now: number) {
    this.#burst = limits.burst;
    this.#perSecond = limits.perSecond;
    this.#level = limits.burst;
    this.#at = now;
  }

  /** Takes `amount`, into debt if need be. Answers the milliseconds until the debt is paid, 0 when there is none. */
  take(amount: number, now: number): number {
    this.#fill(now);
    this.#level -= amount;
    return this.#level >= 0 ? 0 : Math.ceil((-this.#level / this.#perSecond) * 1000);
  }

  /** What could be taken now without debt; negative while in debt. */
  level(now: number): number {
    this.#fill(now);
    return this.#level;
  }

  give(amount: number, now: number): void {
    this.#fill(now);
    this.#level = Math.min(this.#burst, this.#level + amount);
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#level = Math.min(this.#burst, this.#level + (passed / 1000) * this.#perSecond);
  }
}
