/** Met only when every account kept on the computer could be looked at, and none of them gives cause. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import { isGenericName } from './generic-names.ts';
import type { Account, Observation, Unseen } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'accounts_in_order',
  'guest_on',
  'no_password',
  'password_not_required',
  'auto_logon',
  'guest_past_end',
  'guest_administrator',
  'administrator_not_approved',
  'shared_name',
  'notice_not_shown',
  'not_seen',
  'directory_managed',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = [
  'administrator_approved',
  'administrator_not_judged',
  'shared_allowed',
  'guest_expected',
  'guest_closed',
  'notice_shown',
  'remote_not_judged',
] as const;
type PartReason = Reason | (typeof partReasons)[number];

const among = (names: readonly string[], name: string) =>
  names.some(one => one.toLowerCase() === name.toLowerCase());

/** What lets somebody in who should not be, first. */
function judgeWayIn(account: Account, policy: Policy): [State, PartReason] | undefined {
  if (account.kind === 'guest') return ['not_met', 'guest_on'];
  if (account.password === 'none') return ['not_met', 'no_password'];
  if (account.autoLogon && !policy.allowAutoLogon) return ['not_met', 'auto_logon'];
  if (account.password === 'not_required') return ['not_met', 'password_not_required'];
  return undefined;
}

/** The end of the last day; a school an hour from it is no matter of an hour. */
const endOf = (endsOn: string) => Date.parse(`${endsOn}T00:00:00Z`) + 24 * 3600_000;

const guestOf = (account: Account, policy: Policy) =>
  policy.guests.find(({ name }) => name.toLowerCase() === account.name.toLowerCase());

/** An account that ends. Undefined for all others. */
function judgeGuest(account: Account, policy: Policy, now: number): [State, PartReason] | undefined {
  const guest = guestOf(account, policy);
  if (guest === undefined) return undefined;
  if (now >= endOf(guest.endsOn))
    return account.password === 'locked' ? ['met', 'guest_closed'] : ['not_met', 'guest_past_end'];
  return account.administrator ? ['not_met', 'guest_administrator'] : ['met', 'guest_expected'];
}

function judgeName(account: Account, policy: Policy): [State, PartReason] {
  const listed = policy.approvedAdministrators.length > 0;
  const approved = account.administrator && among(policy.approvedAdministrators, account.name);
  if (account.administrator && account.kind === 'person' && listed && !approved)
    return ['not_met', 'administrator_not_approved'];
  if (approved) return ['met', 'administrator_approved'];
  if (account.kind === 'person' && isGenericName(account.name))
    return among(policy.allowedShared, account.name) ? ['met', 'shared_allowed'] : ['not_met', 'shared_name'];
  if (account.administrator && account.kind === 'person')
    return ['not_applicable', 'administrator_not_judged'];
  return ['met', 'accounts_in_order'];
}

function judgeAccount(account: Account, policy: Policy, now: number): [State, PartReason] {
  const verdict =
    judgeWayIn(account, policy) ?? judgeGuest(account, policy, now) ?? judgeName(account, policy);
  return verdict[0] !== 'not_met' && account.password === 'not_seen' ? ['unknown', 'not_seen'] : verdict;
}

function accountPart(account: Account, policy: Policy, now: number): Part {
  const [state, reason] = judgeAccount(account, policy, now);
  const { administrator, password, autoLogon } = account;
  const guest = guestOf(account, policy);
  const facts: Part['facts'] = { administrator, password, autoLogon };
  if (guest !== undefined) facts.guestUntilAt = endOf(guest.endsOn) - 1;
  return { name: account.name, state, reason, facts };
}

const unseenNames: Record<Unseen, string> = {
  passwords: 'Whether each account has a password',
  administrators: 'Who is an administrator',
  auto_logon: 'Whether the computer signs in by itself',
  guest: 'Whether the guest account is on',
  remote: 'Who may sign in from another computer',
  directory: 'Whether a directory keeps further accounts',
};

/** Administrators that are no account of this computer: the directory's people and groups, and everybody. */
function foreignAdministrators(observation: Observation, policy: Policy): Part[] {
  const { directoryNames = [], everybodyAdministers = false } = observation;
  const listed = policy.approvedAdministrators;
  const part = (name: string, [state, reason]: [State, PartReason]): Part => ({
    ...{ name, state, reason },
    facts: { administrator: true },
  });
  const named = directoryNames.map(name =>
    part(
      name,
      among(listed, name)
        ? ['met', 'administrator_approved']
        : listed.length > 0
          ? ['not_met', 'administrator_not_approved']
          : ['not_applicable', 'administrator_not_judged'],
    ),
  );
  // No list can mean that.
  const everybody = part('Everybody who signs in', ['not_met', 'administrator_not_approved']);
  return everybodyAdministers ? [everybody, ...named] : named;
}

/** Shown, not judged: a school says for itself who works from afar. */
const remoteParts = ({ remote = [] }: Observation): Part[] =>
  remote.map(name => ({
    name,
    state: 'not_applicable',
    reason: 'remote_not_judged',
    facts: { remote: true },
  }));

/** What is kept elsewhere, and what could not be looked at. */
function furtherParts(observation: Observation, policy: Policy): Part[] {
  const parts: Part[] = observation.unseen.map(what => ({
    name: unseenNames[what],
    state: 'unknown',
    reason: 'not_seen',
    facts: {},
  }));
  if (observation.autoLogonElsewhere && !policy.allowAutoLogon)
    parts.push({ name: 'An account of the directory', state: 'not_met', reason: 'auto_logon', facts: {} });
  if (observation.directory !== null) {
    const { directory, directoryAdministrators } = observation;
    const facts = { administrators: directoryAdministrators };
    parts.push({ name: directory, state: 'unknown', reason: 'directory_managed', facts });
  }
  return parts;
}

/** The school's words before sign-in, in every place that has some. */
function noticeParts({ notices }: Observation, { noticeText }: Policy): Part[] {
  if (noticeText === '' || notices === undefined) return [];
  return notices.map(({ place, text, seen }) => {
    const shown = text?.includes(noticeText) === true;
    const [state, reason]: [State, PartReason] = shown
      ? ['met', 'notice_shown']
      : seen
        ? ['not_met', 'notice_not_shown']
        : ['unknown', 'not_seen'];
    return { name: place, state, reason, facts: {} };
  });
}

/** Of several that are not known, what could not be looked at is said before what is kept elsewhere. */
function conclude(parts: readonly Part[]): { state: State; reason: string } {
  const found = worst(parts.filter(part => part.state !== 'not_applicable'));
  if (found?.state === 'not_met' || found?.state === 'unknown') return found;
  return { state: 'met', reason: 'accounts_in_order' };
}

export function evaluate(observation: Observation, policy: Policy, now: number): Verdict {
  const accounts = observation.accounts.map(account => accountPart(account, policy, now));
  const parts = [
    ...accounts,
    ...foreignAdministrators(observation, policy),
    ...furtherParts(observation, policy),
    ...noticeParts(observation, policy),
    ...remoteParts(observation),
  ];
  const facts = {
    people: observation.others + observation.accounts.filter(({ kind }) => kind === 'person').length,
    administrators: observation.accounts.filter(({ administrator }) => administrator).length,
    ...(observation.directory === null ? {} : { directory: observation.directory }),
  };
  return { ...conclude(parts), evidence: { facts, parts: keptParts(parts) } };
}
