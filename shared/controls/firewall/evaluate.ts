/** Met only when everything that guards the computer was positively seen to turn away what no rule allows. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Guard, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'turns_away',
  /** The school asks for no more than that it is on. */
  'on',
  'lets_everything_in',
  'firewall_off',
  'service_stopped',
  'not_in_force',
  'other_firewall_on',
  'other_firewall_not_understood',
  'not_understood',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = ['not_used', 'other_firewall_off'] as const;
type PartReason = Reason | (typeof partReasons)[number];

function judgeGuard(guard: Guard, running: boolean | null, policy: Policy): [State, PartReason] {
  if (guard.incoming === 'not_used') return ['not_applicable', 'not_used'];
  if (running === false) return ['not_met', 'service_stopped'];
  if (guard.incoming === 'off') return ['not_met', 'firewall_off'];
  if (guard.incoming === 'not_understood') return ['unknown', 'not_understood'];
  if (guard.incoming === 'open')
    return policy.blockIncoming ? ['not_met', 'lets_everything_in'] : ['met', 'on'];
  return ['met', 'turns_away'];
}

function guardPart(guard: Guard, observation: Observation, policy: Policy): Part {
  const [state, reason] = judgeGuard(guard, observation.running, policy);
  return { name: guard.name, state, reason, facts: { incoming: guard.incoming, detail: guard.detail } };
}

function otherPart({ name, on }: Observation['others'][number]): Part {
  if (on === null) return { name, state: 'unknown', reason: 'other_firewall_not_understood', facts: {} };
  if (on) return { name, state: 'met', reason: 'other_firewall_on', facts: {} };
  return { name, state: 'not_applicable', reason: 'other_firewall_off', facts: {} };
}

/** A firewall of another maker stands in for the system's own, as the system itself has it. */
function conclude(
  guards: Part[],
  others: Part[],
  observation: Observation,
): { state: State; reason: string } {
  const own = worst(guards.filter(part => part.state !== 'not_applicable'));
  // One part that is only on says less than the others, and that counts.
  if (own?.state === 'met') return guards.find(({ reason }) => reason === 'on') ?? own;
  const other = others.find(part => part.state === 'met') ?? others.find(part => part.state === 'unknown');
  if (other) return { state: other.state, reason: other.reason };
  if (own === undefined) return { state: 'unknown', reason: 'not_understood' };
  const broken = own.reason === 'firewall_off' || own.reason === 'lets_everything_in';
  return broken && observation.claimsToBeOn ? { state: 'not_met', reason: 'not_in_force' } : own;
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const others = observation.others.map(otherPart);
  const judged = (rule: Policy) => observation.guards.map(guard => guardPart(guard, observation, rule));
  const parts = judged(policy);
  const national = conclude(judged({ ...policy, blockIncoming: true }), others, observation);
  const { product, running } = observation;
  return {
    ...conclude(parts, others, observation),
    evidence: {
      facts: running === null ? { product } : { product, running },
      parts: keptParts([...parts, ...others]),
    },
    baseline: { name: 'Cyber Essentials: firewall', ...national },
  };
}
