/** Time that goes on in sleep and that setting a clock never makes shorter: whichever of the clocks is further. */
import type { Clock } from './clock.ts';

/** The machine's own count of its sleep is told in seconds. */
const certainlyMs = 2000;
/** A timer stands still in sleep; so long after waking it is late at most. */
const stepMs = 30_000;

export class Elapsed {
  readonly #clock: Clock;
  #wall: number;
  #monotonic: number;
  #asleep: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#monotonic = clock.monotonic();
    this.#asleep = clock.asleep?.() ?? 0;
  }

  /** The wall clock at the last `take`. */
  get wall(): number {
    return this.#wall;
  }

  /** Milliseconds since the last call, never below 0. */
  take(): number {
    const [wall, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const slept = (this.#clock.asleep?.() ?? 0) - this.#asleep;
    const awake = monotonic - this.#monotonic;
    const gone = Math.max(0, wall - this.#wall, awake + (slept > certainlyMs ? slept : 0));
    if (slept > certainlyMs || slept < 0) this.#asleep += slept;
    this.#wall = wall;
    this.#monotonic = monotonic;
    return gone;
  }
}

/** As `clock.after`, and soon after waking where the time was over in sleep. */
export function afterAlsoAsleep(clock: Clock, ms: number, call: () => void): () => void {
  const elapsed = new Elapsed(clock);
  let left = ms;
  let cancel = () => {};
  const step = () => {
    left -= elapsed.take();
    if (left <= 0) call();
    else wait();
  };
  const wait = () => {
    cancel = clock.after(Math.min(left, stepMs), step);
  };
  wait();
  return () => cancel();
}
