/** What time it is at the console, for as long as a connection lasts. */
import type { Clock } from '../system/clock.ts';

/**
 * `offsetMs` is console clock minus device clock as the signed challenge showed it just now. Of the two ways to go on
 * counting the later one: a clock set back here, or one that stood still in sleep, must not keep an order alive.
 */
export function consoleClock(clock: Clock, offsetMs: number): () => number {
  const then = clock.now() + offsetMs;
  const began = clock.monotonic();
  return () => Math.max(clock.now() + offsetMs, then + clock.monotonic() - began);
}
