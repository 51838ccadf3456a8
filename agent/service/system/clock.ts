/** Time and chance, passed in so that tests decide both. */
import { uptime } from 'node:os';

export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Milliseconds that nobody can set: only differences within one start of the machine mean anything. May stand still in sleep. */
  monotonic(): number;
  /**
   * Milliseconds that the machine has slept, to about a second: only differences mean anything. Goes by no clock that
   * people set (Linux, Windows). Left out where nobody sleeps.
   */
  asleep?(): number;
  /** Calls once after `ms`; the answer cancels it. */
  after(ms: number, call: () => void): () => void;
  /** From 0 up to but not including 1. */
  random(): number;
}

/** The clock behind `performance.now()`, which brings nine modules of Node and 1 MB of a service that stays small. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1_000_000;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic,
  asleep: () => uptime() * 1000 - monotonic(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Resolves after `ms`, without the module of Node's own that does the same. */
export const pause = (ms: number): Promise<void> => new Promise(resolve => systemClock.after(ms, resolve));

/** A promise that rejects after `ms` unless it is cancelled. */
export function deadline(
  clock: Clock,
  ms: number,
  reason: () => Error,
): { promise: Promise<never>; cancel(): void } {
  let cancel = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(ms, () => reject(reason()));
  });
  promise.catch(() => {});
  return { promise, cancel: () => cancel() };
}
