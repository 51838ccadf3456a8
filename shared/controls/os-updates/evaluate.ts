/** Met only when a recent list shows no security fix that has been out for longer than the school allows. */
import type { Evidence, Part, State } from '../../finding.ts';
import { keptParts } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Observation, PendingUpdate } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'up_to_date',
  'within_time',
  'updates_overdue',
  'update_age_not_known',
  'restart_overdue',
  'system_unsupported',
  'packages_broken',
  'list_old',
  'list_age_not_known',
  'list_from_future',
  'no_security_source',
  'updates_held_back',
] as const;
export type Reason = (typeof reasons)[number];

const dayMs = 24 * 3600_000;

/** Out for longer than allowed, surely within it, or neither can be said. */
function judgeUpdate(update: PendingUpdate, policy: Policy, now: number): [State, Reason] {
  const allowed = policy.withinDays * dayMs;
  if (update.firstSeenAt !== null && now - update.firstSeenAt > allowed)
    return ['not_met', 'updates_overdue'];
  if (update.notBefore !== null && now - update.notBefore <= allowed) return ['met', 'within_time'];
  return ['unknown', 'update_age_not_known'];
}

/** How many days after it came out a fix may still be hidden from this device. */
function hiddenDays({ heldBack }: Observation): number {
  return heldBack ? (heldBack.days ?? Number.POSITIVE_INFINITY) : 0;
}

/** What makes "nothing is pending" worth nothing. */
function doubt(observation: Observation, policy: Policy, now: number): Reason | undefined {
  if (observation.blocked !== null) return 'packages_broken';
  if (observation.listsAt === null) return 'list_age_not_known';
  if (observation.listsAt > now + dayMs) return 'list_from_future';
  if (now - observation.listsAt > policy.maxListAgeDays * dayMs) return 'list_old';
  if (observation.securitySource !== true) return 'no_security_source';
  if (hiddenDays(observation) > policy.withinDays) return 'updates_held_back';
  return undefined;
}

function conclude(observation: Observation, parts: readonly Part[], policy: Policy, now: number): Verdict {
  const { restart, supportEndsAt } = observation;
  if (supportEndsAt !== null && supportEndsAt < now)
    return { state: 'not_met', reason: 'system_unsupported' };
  if (parts.some(part => part.state === 'not_met')) return { state: 'not_met', reason: 'updates_overdue' };
  if (restart.needed && restart.since !== null && now - restart.since > policy.restartWithinDays * dayMs)
    return { state: 'not_met', reason: 'restart_overdue' };
  const doubted = doubt(observation, policy, now);
  if (doubted) return { state: 'unknown', reason: doubted };
  if (parts.some(part => part.state === 'unknown'))
    return { state: 'unknown', reason: 'update_age_not_known' };
  return { state: 'met', reason: parts.length > 0 ? 'within_time' : 'up_to_date' };
}

function factsOf(observation: Observation, policy: Policy): Evidence['facts'] {
  const seen = observation.security.flatMap(update => update.firstSeenAt ?? []);
  return {
    manager: observation.manager,
    securityUpdates: observation.security.length,
    otherUpdates: observation.others,
    knownSinceAt: seen.length > 0 ? seen.reduce((a, b) => Math.min(a, b)) : null,
    listAt: observation.listsAt,
    restartNeeded: observation.restart.needed,
    restartNeededAt: observation.restart.since,
    supportEndsAt: observation.supportEndsAt,
    ...(observation.supportTable
      ? { supportTable: observation.supportTable.number, supportTableAt: observation.supportTable.issuedAt }
      : {}),
    withinDays: policy.withinDays,
    ...(observation.system ? { system: observation.system } : {}),
    ...(observation.heldBack
      ? { heldBackUntil: observation.heldBack.until, heldBackDays: observation.heldBack.days }
      : {}),
    detail: observation.blocked,
  };
}

/** Each pending fix against one rule. */
function judgeAll(observation: Observation, policy: Policy, now: number): Part[] {
  return observation.security.map(update => {
    const [state, reason] = judgeUpdate(update, policy, now);
    const facts = { version: update.version, knownSinceAt: update.firstSeenAt };
    return { name: update.name, state, reason, facts };
  });
}

export function evaluate(observation: Observation, policy: Policy, now: number): Verdict {
  const parts = judgeAll(observation, policy, now);
  const national = { ...policy, withinDays: 14 };
  const { state, reason } = conclude(observation, judgeAll(observation, national, now), national, now);
  return {
    ...conclude(observation, parts, policy, now),
    evidence: { facts: factsOf(observation, policy), parts: keptParts(parts) },
    baseline: { name: 'Cyber Essentials: 14 days', state, reason },
  };
}
