/** What a plan would change on this machine as it now is. Decides; writes nothing. */
import type { Setting, Wanted } from '../controls/plan.ts';
import { type Held, heldOf, keyOf, same } from './held.ts';
import type { Entry, Repairs } from './ledger.ts';
import { type Decision, decide } from './repairs.ts';

export interface Change {
  wanted: Wanted;
  setting: Setting;
  current: Held;
  target: Held;
  /** What was there before our first write. */
  previous: Held;
  /** Somebody else changed what we had set. */
  drift: boolean;
}

export interface Drift {
  setting: Setting;
  decision: Decision;
}

export interface Difference {
  changes: Change[];
  drifts: Drift[];
  /** Set before and not in the plan any more, in the order in which they were written. */
  surplus: Entry[];
}

export function differenceOf(
  wanted: readonly Wanted[],
  current: readonly Held[],
  entries: readonly Entry[],
  repairsOf: (setting: Setting) => Repairs,
  at: { policy: number; now: number },
): Difference {
  const ours = new Map(entries.map(entry => [keyOf(entry.setting), entry]));
  const changes: Change[] = [];
  const drifts: Drift[] = [];
  wanted.forEach((one, i) => {
    const now = current[i] ?? null;
    const entry = ours.get(keyOf(one.setting));
    const target = heldOf(one.value, now);
    if (same(now, target)) return;
    const drift = isDrift(entry, now);
    if (drift) {
      const decision = decide(repairsOf(one.setting), at.policy, at.now);
      drifts.push({ setting: one.setting, decision });
      if (decision !== 'repair') return;
    }
    const previous = entry === undefined ? now : entry.previous;
    changes.push({ wanted: one, setting: one.setting, current: now, target, previous, drift });
  });
  const keys = new Set(wanted.map(one => keyOf(one.setting)));
  return { changes, drifts, surplus: entries.filter(entry => !keys.has(keyOf(entry.setting))) };
}

/** What is half put back, or was half written when something ended it, is our own doing. */
function isDrift(entry: Entry | undefined, now: Held): boolean {
  if (entry?.written === undefined || entry.releasing || entry.writing !== undefined) return false;
  return !same(now, entry.written);
}
