/**
 * Time that runs out by whichever clock is further: the one on the wall, which people set and which goes on in sleep
 * and while the machine is off, and the machine's own, which nobody sets. Setting a clock can shorten it, never lengthen.
 */
import * as z from 'zod';
import type { Clock } from '../../../system/clock.ts';
import { Elapsed } from '../../../system/elapsed.ts';

/** As kept: `leftMs` is what is left at the wall time `at`, with time that was paid in advance already taken off. */
export const keptCountdown = z.object({ leftMs: z.number(), at: z.number() });
export type KeptCountdown = z.infer<typeof keptCountdown>;

export class Countdown {
  readonly #elapsed: Elapsed;
  #leftMs: number;

  constructor(clock: Clock, leftMs: number) {
    this.#elapsed = new Elapsed(clock);
    this.#leftMs = leftMs;
  }

  /** After a start of the service or the machine: only the wall clock can say how long it was away. */
  static restored(clock: Clock, kept: KeptCountdown): Countdown {
    return new Countdown(clock, kept.leftMs - Math.max(0, clock.now() - kept.at));
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
    return { leftMs: this.left() - sliceMs, at: this.#elapsed.wall + sliceMs };
  }
}
