/** Turns what a backend saw into a finding. A failed probe is `unknown`, whatever the policy says. */
import { type Evidence, type Finding, finding as findingSchema, type How, type State } from '../finding.ts';
import type { ControlMeaning, ControlPolicy, Mode, Observed } from './control.ts';

/** What became of a policy in mode `enforce`. `how` is null where nothing was to be enforced. */
export interface Carried {
  how: Exclude<How, 'off' | 'watching'> | null;
  /** Everything that was planned is set. */
  inPlace: boolean;
  /** `enforcement`: why not, as a code; `enforcementDetail`: in words. */
  facts: Evidence['facts'];
}

/** Nothing was carried out: somebody only looked. */
const looked: Carried = { how: null, inPlace: false, facts: {} };
const mostFacts = 32;

/** `enforced` only where what was planned is set and what was seen agrees. */
function howOf(mode: Mode, state: State, { how, inPlace }: Carried): How {
  if (mode !== 'enforce') return mode === 'off' ? 'off' : 'watching';
  if (how === null) return 'detective';
  if (how !== 'enforced') return how;
  if (!inPlace) return 'detective';
  return state === 'met' ? 'enforced' : 'best_effort';
}

/** A finding says more about what it saw than about what was done, so these give way when there are too many. */
function withFacts(evidence: Partial<Evidence>, more: Evidence['facts']): Partial<Evidence> {
  const facts = { ...more, ...evidence.facts };
  return Object.keys(facts).length > mostFacts ? evidence : { ...evidence, facts };
}

/** `observedBy` names the program and version: `caretaker 0.1.0`. Throws only on a programming error. */
export function judge<P extends ControlPolicy, O>(
  meaning: ControlMeaning<P, O>,
  observed: Observed<O>,
  policy: P,
  observedBy: string,
  carried: Carried = looked,
): Finding {
  const base = { control: meaning.key, source: observed.source, observedAt: observed.at, observedBy };
  if (policy.mode === 'off') {
    return findingSchema.parse({
      ...base,
      state: 'not_applicable',
      reason: 'control_off',
      how: 'off',
      evidence: {},
    });
  }
  if (!observed.ok) {
    const facts = { detail: observed.detail.slice(0, 300) };
    return findingSchema.parse({
      ...base,
      state: 'unknown',
      reason: observed.reason,
      how: howOf(policy.mode, 'unknown', carried),
      evidence: withFacts({ facts }, carried.facts),
    });
  }
  const { evidence, how, ...verdict } = meaning.evaluate(observed.value, policy, observed.at);
  const truly = howOf(policy.mode, verdict.state, carried);
  return findingSchema.parse({
    ...base,
    // An evaluator may know of less than what was carried out, never of more.
    how: how === undefined || how === 'enforced' ? truly : how,
    ...verdict,
    evidence: withFacts(evidence ?? {}, carried.facts),
  });
}
