/**
 * Time that runs out by whichever clock is further: the one on the wall, which people set and which goes on in sleep
 * and while the machine is off, and the machine's own, which nobody sets. Setting a clock can shorten it, never lengthen.
 */
import * as z from 'zod';
import type { Clock } from '../../../system/clock.ts';
import { Elapsed } from '../../../system/elapsed.ts';

/**
 * As kept: `leftMs` is what is left at the wall time `at`, with time that was paid in advance already taken off. `saved`
 * (left out by older versions): how long the machine was up when it was written, and how much was paid.
 */
export const keptCountdown = z.object({
  leftMs: z.number(),
  at: z.number(),
  saved: z.object({ upMs: z.number(), paidMs: z.number() }).optional(),
});
export type KeptCountdown = z.infer<typeof keptCountdown>;

/** A clock that is so far behind after a start of the machine was only a little slow. */
const slowMs = 60_000;

/** Since the start of the machine, sleep included: the same for every process, and nobody sets it. */
const upMs = (clock: Clock): number => clock.monotonic() + (clock.asleep?.() ?? 0);

export class Countdown {
  readonly #clock: Clock;
  readonly #elapsed: Elapsed;
  #leftMs: number;

  constructor(clock: Clock, leftMs: number) {
    this.#clock = clock;
    this.#elapsed = new Elapsed(clock);
    this.#leftMs = leftMs;
  }

  /**
   * After a start of the service the machine's own count says how long it was away, after a start of the machine at
   * least how long that is ago; the rest only the wall clock can say. Where that is behind what it was, nothing can be
   * said, so nothing is left.
   */
  static restored(clock: Clock, { leftMs, at, saved }: KeptCountdown): Countdown {
    const wall = clock.now() - at;
    if (saved === undefined) return new Countdown(clock, leftMs - Math.max(0, wall));
    const up = upMs(clock);
    const isNewStart = up < saved.upMs;
    if (isNewStart && wall + saved.paidMs < -slowMs) return new Countdown(clock, 0);
    const own = (isNewStart ? up : up - saved.upMs) - saved.paidMs;
    return new Countdown(clock, leftMs - Math.max(0, wall, own));
  }

  /** Milliseconds, never below 0. */
  left(): number {
    this.#leftMs -= this.#elapsed.take();
    return Math.max(0, this.#leftMs);
  }

  /**
   * To be written now, and again within `sliceMs`: that much is paid in advance, so that a power cut and a clock set
   * back between two writes give nothing away. A restart costs at most one slice.
   */
  kept(sliceMs: number): KeptCountdown {
    const leftMs = this.left() - sliceMs;
    const saved = { upMs: upMs(this.#clock), paidMs: sliceMs };
    return { leftMs, at: this.#elapsed.wall + sliceMs, saved };
  }
}
