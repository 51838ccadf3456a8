/** Met only when every rule that the school asks for was read, and holds. National advice is judged beside it. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'rules_in_force',
  'too_short',
  'not_complex',
  'never_locks_out',
  'locks_out_late',
  'never_runs_out',
  'runs_out_late',
  'people_exempt',
  'passwords_too_old',
  'not_read',
  'directory_managed',
  /** Only beside the finding: national advice is not to have passwords run out. */
  'expiry_advised_against',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = ['not_asked_for'] as const;
type Judged = [State, Reason | (typeof partReasons)[number]];

const notAsked: Judged = ['not_applicable', 'not_asked_for'];
const holds: Judged = ['met', 'rules_in_force'];
const notRead: Judged = ['unknown', 'not_read'];
const dayMs = 24 * 3600_000;

function judgeLength({ minLength }: Observation, policy: Policy): Judged {
  if (minLength === null) return notRead;
  return minLength < policy.minLength ? ['not_met', 'too_short'] : holds;
}

function judgeComplexity({ complexity }: Observation, policy: Policy): Judged {
  if (!policy.complexity) return notAsked;
  if (complexity === null) return notRead;
  return complexity ? holds : ['not_met', 'not_complex'];
}

function judgeLockout({ lockoutAfter }: Observation, policy: Policy): Judged {
  if (policy.lockoutAfter === 0) return notAsked;
  if (lockoutAfter === null) return notRead;
  if (lockoutAfter === 0) return ['not_met', 'never_locks_out'];
  return lockoutAfter > policy.lockoutAfter ? ['not_met', 'locks_out_late'] : holds;
}

function judgeAge({ maxAgeDays }: Observation, policy: Policy): Judged {
  if (policy.maxAgeDays === 0) return notAsked;
  if (maxAgeDays === null) return notRead;
  if (maxAgeDays === 0) return ['not_met', 'never_runs_out'];
  return maxAgeDays > policy.maxAgeDays ? ['not_met', 'runs_out_late'] : holds;
}

type Person = NonNullable<Observation['people']>[number];
const exempt = ({ maxAgeDays }: Person, limit: number) =>
  maxAgeDays !== null && (maxAgeDays === 0 || maxAgeDays > limit);
/** A password that was set in the future was set by a wrong clock, and its age is not known. */
const tooOld = ({ setAt }: Person, limit: number, now: number) =>
  setAt !== null && now - setAt > limit * dayMs;
const ageNotKnown = ({ setAt, maxAgeDays }: Person, now: number) =>
  setAt === null || maxAgeDays === null || setAt > now + dayMs;

function judgePeople({ people }: Observation, policy: Policy, now: number): Judged {
  const limit = policy.maxAgeDays;
  if (limit === 0) return notAsked;
  if (people === null) return notRead;
  if (people.some(person => tooOld(person, limit, now))) return ['not_met', 'passwords_too_old'];
  if (people.some(person => exempt(person, limit))) return ['not_met', 'people_exempt'];
  return people.some(person => ageNotKnown(person, now)) ? notRead : holds;
}

function partsOf(observation: Observation, policy: Policy, now: number): Part[] {
  const { minLength, complexity, denyList, lockoutAfter, maxAgeDays, people, directory } = observation;
  const part = (name: string, [state, reason]: Judged, facts: Part['facts']): Part => ({
    name,
    state,
    reason,
    facts,
  });
  const over = people?.filter(
    one => policy.maxAgeDays > 0 && (exempt(one, policy.maxAgeDays) || tooOld(one, policy.maxAgeDays, now)),
  );
  const parts = [
    part('Length', judgeLength(observation, policy), { minLength, denyList }),
    part('Kinds of characters', judgeComplexity(observation, policy), { complexity }),
    part('Wrong guesses', judgeLockout(observation, policy), { lockoutAfter }),
    part('Running out', judgeAge(observation, policy), { maxAgeDays }),
    part('Passwords in use', judgePeople(observation, policy, now), {
      people: people?.length ?? null,
      over: over?.length ?? null,
    }),
  ];
  if (directory !== null) parts.push(part(directory, ['unknown', 'directory_managed'], {}));
  if (observation.directoryNotSeen) parts.push(part('Whether a directory has rules of its own', notRead, {}));
  return parts;
}

function conclude(parts: readonly Part[]): { state: State; reason: string } {
  return (
    worst(parts.filter(part => part.state !== 'not_applicable')) ?? { state: 'unknown', reason: 'not_read' }
  );
}

/** 12 characters, or 8 where common passwords are refused; 10 guesses; and no running out without cause. */
function national(observation: Observation, policy: Policy, now: number): { state: State; reason: string } {
  const advised = {
    ...policy,
    minLength: observation.denyList === true ? 8 : 12,
    complexity: false,
    lockoutAfter: 10,
    maxAgeDays: 0,
  };
  const found = conclude(partsOf(observation, advised, now));
  const runsOut = observation.maxAgeDays !== null && observation.maxAgeDays > 0;
  return found.state === 'met' && runsOut ? { state: 'not_met', reason: 'expiry_advised_against' } : found;
}

export function evaluate(observation: Observation, policy: Policy, now: number): Verdict {
  const parts = partsOf(observation, policy, now);
  const { minLength, complexity, denyList, lockoutAfter, maxAgeDays, directory } = observation;
  const facts = {
    ...{ minLength, complexity, denyList, lockoutAfter, maxAgeDays },
    ...(directory === null ? {} : { directory }),
    lengthAsked: policy.minLength,
    guessesAllowed: policy.lockoutAfter,
    daysAllowed: policy.maxAgeDays,
  };
  return {
    ...conclude(parts),
    evidence: { facts, parts: keptParts(parts) },
    baseline: { name: 'Cyber Essentials and NCSC', ...national(observation, policy, now) },
  };
}
