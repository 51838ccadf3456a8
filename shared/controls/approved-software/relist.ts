/** What a computer that saw this under one policy sees once the system's own mechanism does what another asks. */
import type { Beside } from '../control.ts';
import { hasLearned } from './evaluate.ts';
import type { Observation } from './observation.ts';
import { type Policy, setsToWatch } from './policy.ts';

const asksTheSystem = (policy: Policy) => policy.mode === 'enforce' || setsToWatch(policy);

/**
 * Put back, the mechanism neither stops nor writes down anything: what it kept from running runs again, and not every
 * start is seen. Whether setting it up succeeds is not foreseen here, only what is seen where it does.
 */
export function relist(
  seen: Observation,
  { before, after }: { before: Policy; after: Policy },
  _hash: Beside['hash'],
  now: number,
): Observation {
  const { mechanism, system } = seen;
  const isSettable = system !== 'macos' && !['absent', 'not_understood'].includes(mechanism.state);
  if (mechanism.owner === 'other' || !isSettable) return seen;
  if (after.mode === 'enforce' && hasLearned(seen, after, now)) return { ...seen, seenBy: 'every_start' };
  if (!asksTheSystem(before) && !asksTheSystem(after)) return seen;
  const watches = asksTheSystem(after);
  return {
    ...seen,
    mechanism: { ...mechanism, state: watches ? 'watching' : 'off', canary: null },
    programs: seen.programs.map(one => ({
      ...one,
      stopped: watches && one.stopped !== 'no' ? 'would_be' : 'no',
    })),
    seenBy: watches ? 'every_start' : 'samples',
  };
}
