/** Turns what a backend saw into a finding. A failed probe is `unknown`, whatever the policy says. */
import { type Finding, finding as findingSchema, type How } from '../finding.ts';
import type { ControlMeaning, ControlPolicy, Mode, Observed } from './control.ts';

const howByMode: Record<Mode, How> = { off: 'off', watch: 'watching', enforce: 'enforced' };

/** `observedBy` names the program and version: `caretaker 0.1.0`. Throws only on a programming error. */
export function judge<P extends ControlPolicy, O>(
  meaning: ControlMeaning<P, O>,
  observed: Observed<O>,
  policy: P,
  observedBy: string,
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
  const how = howByMode[policy.mode];
  if (!observed.ok) {
    const facts = { detail: observed.detail.slice(0, 300) };
    return findingSchema.parse({
      ...base,
      state: 'unknown',
      reason: observed.reason,
      how,
      evidence: { facts },
    });
  }
  const { evidence, ...verdict } = meaning.evaluate(observed.value, policy, observed.at);
  return findingSchema.parse({ ...base, how, ...verdict, evidence: evidence ?? {} });
}
