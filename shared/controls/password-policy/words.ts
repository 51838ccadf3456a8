/** Rules for passwords in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { count, listed, numberFact, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const number = (finding: Finding, fact: string) => numberFact(finding, fact) ?? 0;
const over = (finding: Finding) => {
  const part = finding.evidence.parts.find(one => one.reason === finding.reason);
  return count(Number(part?.facts.over ?? 0), 'account');
};
const advice = 'National advice is against making people change passwords without cause.';

const sentences: Sentences<Reason> = {
  rules_in_force: finding => ({
    sentence: `A new password needs ${count(number(finding, 'minLength'), 'character')}, and the other rules that the school asks for are in force.`,
  }),
  too_short: finding => ({
    sentence: `A password of ${count(number(finding, 'minLength'), 'character')} is accepted here; the school asks for ${number(finding, 'lengthAsked')}.`,
    next: 'Raise the least length of passwords on this computer. What people have now stays until they change it.',
  }),
  not_complex: () => ({
    sentence: 'A password of one kind of characters is accepted here; the school asks for several.',
    next: 'Turn on the rule for several kinds of characters, or ask for length instead.',
  }),
  never_locks_out: finding => ({
    sentence: `Passwords can be guessed here without end; the school allows ${number(finding, 'guessesAllowed')} wrong guesses.`,
    next: 'Let accounts be locked for a while after wrong guesses.',
  }),
  locks_out_late: finding => ({
    sentence: `An account is locked only after ${number(finding, 'lockoutAfter')} wrong guesses; the school allows ${number(finding, 'guessesAllowed')}.`,
    next: 'Lower the number of wrong guesses on this computer.',
  }),
  never_runs_out: finding => ({
    sentence: `Passwords never have to be changed here; the school asks for a change within ${count(number(finding, 'daysAllowed'), 'day')}. ${advice}`,
    next: 'Set a greatest age on this computer, or take the rule out of the school’s policy.',
  }),
  runs_out_late: finding => ({
    sentence: `Passwords have to be changed after ${count(number(finding, 'maxAgeDays'), 'day')} here; the school asks for ${number(finding, 'daysAllowed')}. ${advice}`,
    next: 'Lower the greatest age on this computer, or change the rule in the school’s policy.',
  }),
  people_exempt: finding => ({
    sentence: `The rule for new accounts is right, but ${over(finding)} here may keep a password for longer than ${count(number(finding, 'daysAllowed'), 'day')}.`,
    next: 'Set the greatest age for the accounts that are here already.',
  }),
  passwords_too_old: finding => ({
    sentence: `The password of ${over(finding)} here is older, or may become older, than the ${count(number(finding, 'daysAllowed'), 'day')} that the school allows.`,
    next: 'Ask for new passwords at the next sign-in.',
  }),
  not_read: finding => ({
    sentence: `This rule for passwords could not be read: ${listed(partsBehind(finding)) || 'none of them'}.`,
    next: 'Check this computer by hand and keep a note of the check.',
  }),
  directory_managed: finding => ({
    sentence: `The rules kept on this computer are in force; people from ${textFact(finding, 'directory') ?? 'a directory'} have rules that are not kept here.`,
    next: 'Check the rules in the directory and keep a note of the check.',
  }),
  expiry_advised_against: finding => ({
    sentence: `Passwords have to be changed every ${count(number(finding, 'maxAgeDays'), 'day')} here. ${advice}`,
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Password rules',
  help: 'What the computer asks of passwords: length, wrong guesses, and how long they last. No password is ever read.',
  promise: policy => ({
    sentence: `Passwords are hard to guess: at least ${count(policy.minLength, 'character')}${policy.lockoutAfter > 0 ? ', and nobody can go on guessing' : ''}.`,
    broken: 'accept passwords that are too easy to guess',
  }),
  say: sayFrom(sentences, 'the rules for passwords'),
  facts: {
    minLength: 'Characters at least',
    complexity: 'Several kinds of characters',
    denyList: 'Common passwords refused',
    lockoutAfter: 'Wrong guesses until locked (0: never)',
    maxAgeDays: 'Days until a change (0: never)',
    directory: 'Directory',
    lengthAsked: 'Characters asked for',
    guessesAllowed: 'Wrong guesses allowed',
    daysAllowed: 'Days allowed (0: not asked)',
    people: 'Accounts of people',
    over: 'Over the limit',
    detail: 'Detail',
  },
};
