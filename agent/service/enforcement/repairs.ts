/** How often one setting that somebody keeps changing is put right: at once, after a minute, after an hour, no more. */
import type { Repairs } from './ledger.ts';

/** The wait before each repair of one day. */
const waitsMs = [0, 60_000, 3600_000];
const dayMs = 24 * 3600_000;

export type Decision = 'repair' | 'wait' | 'give_up' | 'paused';

/** `times` may lie in the future after somebody set the clock back: that never makes a repair wait longer. */
export function decide(repairs: Repairs, policy: number, now: number): Decision {
  if (repairs.pausedAt !== null && repairs.pausedAt === policy) return 'paused';
  const recent = recentOf(repairs, policy, now);
  const wait = waitsMs[recent.length];
  if (wait === undefined) return 'give_up';
  const last = recent.at(-1);
  return last === undefined || last > now || now - last >= wait ? 'repair' : 'wait';
}

/** Counts a repair made now. */
export function repaired(repairs: Repairs, policy: number, now: number): Repairs {
  return { times: [...recentOf(repairs, policy, now), now], pausedAt: null };
}

function recentOf({ times, pausedAt }: Repairs, policy: number, now: number): number[] {
  if (pausedAt !== null && pausedAt !== policy) return [];
  return times.filter(at => now - at < dayMs);
}
