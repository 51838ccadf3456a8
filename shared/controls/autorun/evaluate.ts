/** Met only when everything that could start or open something was seen not to, for everybody. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Observation, Surface } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'off',
  'asks_first',
  'runs_programs',
  'opens_by_itself',
  'can_be_changed',
  'not_understood',
  'no_autorun_here',
  'no_desktop',
] as const;
export type Reason = (typeof reasons)[number];

function judgeSurface({ understood, runs, opens, fixed }: Surface, allowPrompts: boolean): [State, Reason] {
  if (runs === true) return ['not_met', 'runs_programs'];
  if (opens === true && !allowPrompts) return ['not_met', 'opens_by_itself'];
  if (!understood || runs === null || opens === null || fixed === null) return ['unknown', 'not_understood'];
  if (!fixed) return ['not_met', 'can_be_changed'];
  return ['met', opens ? 'asks_first' : 'off'];
}

function surfacePart(surface: Surface, allowPrompts: boolean): Part {
  const [state, reason] = judgeSurface(surface, allowPrompts);
  const { name, runs, opens, fixed, detail } = surface;
  return { name, state, reason, facts: { runs, opens, fixed, detail } };
}

function conclude(parts: readonly Part[]): { state: State; reason: string } {
  return worst(parts) ?? { state: 'unknown', reason: 'not_understood' };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  if (observation.system === 'macos') return { state: 'not_applicable', reason: 'no_autorun_here' };
  if (observation.noDesktop && observation.surfaces.length === 0)
    return { state: 'not_applicable', reason: 'no_desktop' };
  const parts = observation.surfaces.map(surface => surfacePart(surface, policy.allowPrompts));
  const national = conclude(observation.surfaces.map(surface => surfacePart(surface, true)));
  return {
    ...conclude(parts),
    evidence: { facts: {}, parts: keptParts(parts) },
    baseline: { name: 'Cyber Essentials: secure configuration', ...national },
  };
}
