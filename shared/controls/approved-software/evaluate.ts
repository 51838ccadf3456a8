/**
 * Watching, it is met when nothing ran or lies ready that the catalogue does not know, and the system's own record of
 * each start says so: looking now and then shows what ran, and never that nothing else did.
 * Enforcing, it is met only when the system's own mechanism was seen to stop a harmless program of ours.
 */
import type { How, Part } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import { decide } from './decide.ts';
import type { Browser, Found, Mechanism, Observation } from './observation.ts';
import type { Policy } from './policy.ts';
import { programLabel } from './program.ts';

export const reasons = [
  'only_approved_seen',
  'enforced',
  'managed_elsewhere',
  'unapproved_ran',
  'unapproved_found',
  'downloads_not_restricted',
  'downloads_by_address',
  'learning',
  'partly_seen',
  'starts_not_seen',
  'no_mechanism',
  'not_enforced',
  'service_stopped',
  'not_in_force',
  'not_proved',
  'trust_not_kept',
  'mechanism_not_understood',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = [
  'cannot_run',
  'refuses_programs',
  'browser_not_understood',
  'no_such_policy',
] as const;
type PartReason = Reason | (typeof partReasons)[number];

type Judged = { state: 'met' | 'not_met' | 'unknown'; reason: Reason; how?: How };

const dayMs = 86_400_000;

/** Whole days of watching so far; null when it has not begun, or began in a future that a wrong clock made up. */
export function watchedDays({ learned }: Pick<Observation, 'learned'>, now: number): number | null {
  if (learned.since === null || learned.since > now) return null;
  return Math.floor((now - learned.since) / dayMs);
}

/** True once a computer has watched for as long as the policy asks. */
export function hasLearned(
  observation: Pick<Observation, 'learned'>,
  policy: Pick<Policy, 'watchDays' | 'minBoots' | 'minUsers'>,
  now: number,
): boolean {
  const days = watchedDays(observation, now);
  const { boots, users } = observation.learned;
  return days !== null && days >= policy.watchDays && boots >= policy.minBoots && users >= policy.minUsers;
}

function programParts({ programs, system }: Observation, policy: Policy): Part[] {
  return programs.flatMap((program): Part[] => {
    const { allowed, rule } = decide(policy, program, system);
    if (allowed) return [];
    const { pathClass, publisher, hash } = program;
    const facts = { place: pathClass, publisher, hash, rule };
    const name = programLabel(program).slice(0, 200);
    return program.stopped === 'was'
      ? [{ name, state: 'met', reason: 'cannot_run', facts }]
      : [{ name, state: 'not_met', reason: 'unapproved_ran', facts }];
  });
}

const isUnapproved = (one: Found, { system }: Observation, policy: Policy) =>
  !decide(policy, { ...one, package: null, stopped: 'no' }, system).allowed;

function placeParts(observation: Observation, policy: Policy, stopped: boolean): Part[] {
  if (!policy.searchWritablePlaces || observation.search === null) return [];
  const unapproved = observation.search.found.filter(one => isUnapproved(one, observation, policy));
  const places = [...new Set(unapproved.map(({ place }) => place))];
  return places.map(place => ({
    name: place,
    ...(stopped
      ? { state: 'met' as const, reason: 'cannot_run' }
      : { state: 'not_met' as const, reason: 'unapproved_found' }),
    facts: { files: unapproved.filter(one => one.place === place).length },
  }));
}

const browserReasons: Record<Browser['refuses'], ['met' | 'not_met' | 'unknown', PartReason]> = {
  everything: ['met', 'refuses_programs'],
  programs: ['met', 'refuses_programs'],
  by_address: ['unknown', 'downloads_by_address'],
  only_malicious: ['not_met', 'downloads_not_restricted'],
  nothing: ['not_met', 'downloads_not_restricted'],
  not_possible: ['not_met', 'no_such_policy'],
  not_understood: ['unknown', 'browser_not_understood'],
};

function browserParts({ browsers }: Observation, policy: Policy, stopped: boolean): Part[] {
  if (!policy.restrictDownloads) return [];
  return browsers.map(({ name, refuses }) => {
    const [state, reason] = browserReasons[refuses];
    const facts = { refuses };
    if (stopped && state !== 'met') return { name, state: 'met', reason: 'cannot_run', facts };
    // A browser that has no such setting is nobody's omission: what it downloads is found where it lies.
    if (refuses === 'not_possible') return { name, state: 'not_applicable', reason, facts };
    return { name, state, reason, facts };
  });
}

function mechanismJudged(mechanism: Mechanism, learned: boolean): Judged {
  const { state, running, owner, canary, trust } = mechanism;
  const managed: { how?: How } = owner === 'other' ? { how: 'managed_elsewhere' } : {};
  if (state === 'not_understood')
    return { state: 'unknown', reason: 'mechanism_not_understood', how: 'watching' };
  if (state === 'absent') return { state: 'not_met', reason: 'no_mechanism', how: 'detective' };
  if (state === 'enforcing') {
    if (running === false) return { state: 'not_met', reason: 'service_stopped', how: 'detective' };
    if (canary === 'ran') return { state: 'not_met', reason: 'not_in_force', how: 'detective' };
    if (canary === null || running === null) return { state: 'unknown', reason: 'not_proved', ...managed };
    if (trust === 'none') return { state: 'not_met', reason: 'trust_not_kept', ...managed };
    return { state: 'met', reason: owner === 'other' ? 'managed_elsewhere' : 'enforced', ...managed };
  }
  if (canary === 'stopped') return { state: 'unknown', reason: 'mechanism_not_understood', how: 'watching' };
  if (!learned) return { state: 'unknown', reason: 'learning', how: 'watching' };
  return { state: 'not_met', reason: 'not_enforced', how: managed.how ?? 'detective' };
}

/** What nobody has to look at twice when it is not so. What started and ended between two looks was seen by nobody. */
function watched(observation: Observation, policy: Policy, now: number): Judged {
  if (!hasLearned(observation, policy, now)) return { state: 'unknown', reason: 'learning' };
  const { search } = observation;
  const searched = !policy.searchWritablePlaces || search?.complete === true;
  if (!observation.complete || !searched) return { state: 'unknown', reason: 'partly_seen' };
  if (observation.seenBy === 'samples') return { state: 'unknown', reason: 'starts_not_seen' };
  return { state: 'met', reason: 'only_approved_seen' };
}

function conclude(parts: readonly Part[], base: Judged): Judged {
  const seen = worst(parts.filter(({ state }) => state === 'not_met' || state === 'unknown'));
  if (seen === undefined || base.state === 'not_met') return base;
  const reason = (reasons as readonly string[]).includes(seen.reason)
    ? (seen.reason as Reason)
    : 'partly_seen';
  const state = seen.state === 'not_met' ? 'not_met' : 'unknown';
  if (base.state === 'unknown' && state === 'unknown') return base;
  return { ...base, state, reason };
}

export function evaluate(observation: Observation, policy: Policy, now: number): Verdict {
  const { mechanism, learned } = observation;
  const enforcing = mechanismJudged(mechanism, hasLearned(observation, policy, now));
  const stopped = enforcing.state === 'met';
  const programs = programParts(observation, policy);
  const parts = [
    ...programs,
    ...placeParts(observation, policy, stopped),
    ...browserParts(observation, policy, stopped),
  ];
  const base = policy.mode === 'enforce' ? enforcing : watched(observation, policy, now);
  const { detail, name, state, trust } = mechanism;
  return {
    ...conclude(parts, base),
    evidence: {
      facts: {
        mechanism: name,
        mechanismState: state,
        ...(detail === null ? {} : { detail }),
        ...(trust === null ? {} : { trust }),
        seenBy: observation.seenBy,
        daysWatched: watchedDays(observation, now),
        daysAsked: policy.watchDays,
        starts: learned.boots,
        people: learned.users,
        unapproved: programs.filter(part => part.state === 'not_met').length,
        filesFound: observation.search?.count ?? null,
        ...(observation.openFolders ? { openFolders: observation.openFolders } : {}),
      },
      parts: keptParts(parts),
    },
  };
}
