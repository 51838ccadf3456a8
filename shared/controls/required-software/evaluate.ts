/** Met when each required program was seen, new enough, and running where it must. */
import type { Part } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import { versionOrder } from '../version-order.ts';
import type { Observation } from './observation.ts';
import type { Policy, Requirement } from './policy.ts';

export const reasons = [
  'all_there',
  'missing',
  'too_old',
  'stopped',
  'service_not_seen',
  'version_not_comparable',
  'not_looked_for_yet',
  'nothing_required',
] as const;
export type Reason = (typeof reasons)[number];

type Looked = Observation['looked'][number];

function newest(found: Looked['found']): Looked['found'][number] | undefined {
  return [...found].sort((a, b) => versionOrder(b.version, a.version) ?? 0)[0];
}

function judge(wanted: Requirement, looked: Looked | undefined): [Part['state'], Reason] {
  if (looked === undefined) return ['unknown', 'not_looked_for_yet'];
  const best = newest(looked.found);
  if (best === undefined) return ['not_met', 'missing'];
  if (wanted.leastVersion !== '') {
    const order = versionOrder(best.version, wanted.leastVersion);
    if (order === undefined) return ['unknown', 'version_not_comparable'];
    if (order < 0) return ['not_met', 'too_old'];
  }
  if (wanted.service === '') return ['met', 'all_there'];
  if (looked.running === null) return ['unknown', 'service_not_seen'];
  return looked.running ? ['met', 'all_there'] : ['not_met', 'stopped'];
}

function partOf(wanted: Requirement, looked: Looked | undefined): Part {
  const [state, reason] = judge(wanted, looked);
  const best = looked && newest(looked.found);
  return {
    name: wanted.title,
    state,
    reason,
    facts: {
      found: best?.name ?? null,
      version: best?.version ?? null,
      ...(wanted.leastVersion === '' ? {} : { leastVersion: wanted.leastVersion }),
      ...(wanted.service === '' ? {} : { running: looked?.running ?? null }),
    },
  };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const wanted = policy.required.filter(one => one.system === 'any' || one.system === observation.system);
  const parts = wanted.map(one =>
    partOf(
      one,
      observation.looked.find(looked => looked.title === one.title && looked.service === one.service),
    ),
  );
  const whole = worst(parts) ?? { state: 'not_applicable', reason: 'nothing_required' };
  return { ...whole, evidence: { parts: keptParts(parts) } };
}
