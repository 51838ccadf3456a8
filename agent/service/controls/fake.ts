/** Machines that do not exist: what `caretaker simulate` and the tests look at instead of a real one. */
import type { ControlPolicy, ProbeFailure } from '../../../shared/controls/control.ts';
import { type Backend, ProbeError } from './control.ts';

/** 0 up to, not including, 1. */
export type Random = () => number;

/** The same seed gives the same numbers (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One way a fake machine can be; `weight` is its share among all, 0 where only something done to it leads there. */
export interface Situation<O> {
  weight: number;
  observe(now: number, policy?: ControlPolicy): O;
}

/** A backend that can be told what the machine is like from now on. */
export interface Fake<O> extends Backend<O> {
  /** Those that a machine comes into by itself. */
  readonly situations: readonly string[];
  readonly situation: string;
  /** Throws for a name that it does not have. */
  become(situation: string): void;
  /** Every look fails with this reason until `become`. */
  fail(reason: ProbeFailure, detail?: string): void;
}

function choose(situations: Record<string, Situation<unknown>>, random: Random): string {
  const entries = Object.entries(situations);
  let left = random() * entries.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries[0]?.[0] ?? '';
}

/** Starts in one of its situations, by weight. */
export function fakeBackend<O>(
  source: string,
  situations: Record<string, Situation<O>>,
  random: Random,
): Fake<O> {
  let situation = choose(situations, random);
  let failure: { reason: ProbeFailure; detail: string } | undefined;
  return {
    source,
    situations: Object.keys(situations).filter(name => (situations[name]?.weight ?? 0) > 0),
    get situation() {
      return situation;
    },
    become(name) {
      if (!Object.hasOwn(situations, name)) throw new Error(`${source} has no situation “${name}”`);
      situation = name;
      failure = undefined;
    },
    fail(reason, detail = `${source} was told to fail`) {
      failure = { reason, detail };
    },
    async observe(machine, _signal, policy) {
      if (failure) throw new ProbeError(failure.reason, failure.detail, source);
      const now = situations[situation];
      if (!now) throw new ProbeError('probe_failed', 'a fake without situations', source);
      return now.observe(machine.now(), policy);
    },
  };
}
