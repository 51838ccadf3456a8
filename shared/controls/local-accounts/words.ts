/** Accounts in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { count, day, listed, numberFact, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const names = (finding: Finding) => listed(partsBehind(finding)) || 'An account';
const several = (finding: Finding) => partsBehind(finding).length > 1;

function ended(finding: Finding): string {
  const days = finding.evidence.parts
    .filter(part => part.reason === finding.reason)
    .map(part => part.facts.guestUntilAt)
    .filter(at => typeof at === 'number');
  return days.length === 0
    ? 'its last day'
    : `${days.length > 1 ? 'their last days, the first ' : 'its last day, '}${day(Math.min(...days))}`;
}

const sentences: Sentences<Reason> = {
  accounts_in_order: finding => ({
    sentence: `The accounts kept on this computer are in order: ${count(numberFact(finding, 'people') ?? 0, 'account')} of people, ${count(numberFact(finding, 'administrators') ?? 0, 'administrator')}.`,
  }),
  guest_on: finding => ({
    sentence: `${names(finding)} is a guest account and is switched on, so anybody can use this computer without a name.`,
    next: 'Switch the guest account off. Give a visitor an account with an end date.',
  }),
  no_password: finding => ({
    sentence: `${names(finding)} ${several(finding) ? 'have' : 'has'} no password.`,
    next: 'Set a password, or switch the account off if nobody needs it.',
  }),
  password_not_required: finding => ({
    sentence: `${names(finding)} may be used without a password: the system does not ask that there is one.`,
    next: 'Require a password for this account (“net user NAME /passwordreq:yes”) and set one.',
  }),
  auto_logon: finding => ({
    sentence: `This computer signs in by itself as ${names(finding)}, so whoever switches it on is in.`,
    next: 'Switch automatic sign-in off.',
  }),
  guest_past_end: finding => ({
    sentence: `${names(finding)} ${several(finding) ? 'are accounts of guests' : 'is a guest’s account'} and still open after ${ended(finding)}.`,
    next: 'Close the account, or write a later last day into the policy if the guest is still here.',
  }),
  guest_administrator: finding => ({
    sentence: `${names(finding)} ${several(finding) ? 'are guests and administrators' : 'is a guest and an administrator'} of this computer.`,
    next: 'Take the right away: a guest’s account opens only what the guest needs.',
  }),
  administrator_not_approved: finding => ({
    sentence: `${names(finding)} ${several(finding) ? 'are administrators' : 'is an administrator'} of this computer and not on the school’s list.`,
    next: 'Find out who made it so, then take the right away or add the name to the list.',
  }),
  shared_name: finding => ({
    sentence: `${names(finding)} ${several(finding) ? 'seem' : 'seems'} to be used by several people: what is done there cannot be told apart.`,
    next: 'Give each person an account, or allow the shared one in the policy and note why.',
  }),
  notice_not_shown: finding => ({
    sentence: `Before people sign in, the school’s words do not stand here: ${listed(partsBehind(finding)) || 'at this computer'}.`,
    next: 'Set this control to enforce, or take the words out of the policy.',
  }),
  not_seen: finding => ({
    sentence: `This could not be looked at on this computer: ${listed(partsBehind(finding)) || 'some of its accounts'}.`,
    next: 'Check this computer by hand and keep a note of the check.',
  }),
  directory_managed: finding => ({
    sentence: `What is kept on this computer is in order; further accounts come from ${textFact(finding, 'directory') ?? 'a directory'}, whose rules are not kept here.`,
    next: 'Check the accounts in the directory and keep a note of the check.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Accounts',
  help: 'Whether everybody signs in as themselves: no account without a password, none shared, no guests, and only approved administrators.',
  promise: () => ({
    sentence: 'Each person uses a school computer with a name and password of their own.',
    broken: 'do not ask each person for a name and password of their own',
  }),
  say: sayFrom(sentences, 'the accounts of this computer'),
  facts: {
    people: 'Accounts of people',
    administrators: 'Administrators',
    directory: 'Directory',
    administrator: 'Administrator',
    remote: 'May sign in from another computer',
    password: 'Password',
    autoLogon: 'Signed in by itself',
    guestUntilAt: 'Guest until',
    detail: 'Detail',
  },
};
