/** A simulated device whose system does for programs what a policy asks: set up to watch, to stop, or put back. */
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { decide } from '../../shared/controls/approved-software/decide.ts';
import { hasLearned } from '../../shared/controls/approved-software/evaluate.ts';
import type { Observation } from '../../shared/controls/approved-software/observation.ts';
import { type Policy, policy } from '../../shared/controls/approved-software/policy.ts';
import type { Finding } from '../../shared/finding.ts';

/** As the agent's own plans have it (agent/service/controls/approved-software): it watches before it stops anything. */
function obeyed(seen: Observation, asked: Policy, now: number): Observation {
  // None has another manager: under its rules a policy that enforces finds what no look while watching foresees.
  const mechanism = { ...seen.mechanism, owner: 'caretaker' as const };
  const stops = asked.mode === 'enforce' && hasLearned(seen, asked, now);
  if (asked.mode !== 'enforce' && !asked.watchEveryStart)
    return { ...seen, mechanism: { ...mechanism, state: 'off', canary: null }, seenBy: 'samples' };
  return {
    ...seen,
    mechanism: {
      ...mechanism,
      ...(stops ? { state: 'enforcing', canary: 'stopped' } : { state: 'watching', canary: null }),
    },
    programs: seen.programs.map(one => {
      if (decide(asked, one, seen.system).allowed) return one;
      return { ...one, stopped: stops ? 'was' : 'would_be' };
    }),
    seenBy: 'every_start',
  };
}

export function obeyPrograms(device: SimulatedDevice): void {
  const fake = device.backends.get('approved-software');
  if (fake === undefined) throw new Error('it has no programs');
  const look = fake.observe.bind(fake);
  fake.observe = async (machine, signal, asked) =>
    obeyed((await look(machine, signal, asked)) as Observation, policy.parse(asked ?? {}), machine.now());
}

/** What a device says of one control, and what is asked of it. */
export interface Standing {
  state: string;
  enforced: boolean;
  /** Of programs: that the mechanism stops what nobody approved; what is kept shut; which programs nobody approved. */
  stops: boolean;
  shut: string[];
  unapproved: string[];
}

export function standingOf(finding: Finding | undefined, enforced: boolean): Standing {
  const { state = 'unknown', evidence } = finding ?? {};
  const because = (...reasons: string[]) =>
    evidence?.parts.filter(({ reason }) => reasons.includes(reason)) ?? [];
  const programs = because('cannot_run', 'unapproved_ran').filter(({ facts }) => 'hash' in facts);
  return {
    ...{ state, enforced, stops: evidence?.facts.mechanismState === 'enforcing' },
    shut: because('cannot_run').map(({ name }) => name),
    unapproved: programs.map(({ name }) => name),
  };
}

/** As it would be, were nothing stopped now: what is newly shut is what was to be set. */
export function unlessStopped(was: Standing, is: Standing): Standing {
  const shut = was.stops ? is.unapproved.filter(one => !was.unapproved.includes(one)) : is.shut;
  return is.enforced && is.stops && shut.length > 0 ? { ...is, state: 'not_met' } : is;
}
