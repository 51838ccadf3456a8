/** Screen locking in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords, Said } from '../control.ts';
import { count, listed, numberFact, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const allowed = (finding: Finding) => count(numberFact(finding, 'afterMinutes') ?? 20, 'minute');
const names = (finding: Finding) => listed(partsBehind(finding)) || 'The desktop';

/** The longest total of the parts behind this finding, in minutes. */
function after(finding: Finding): string {
  const seconds = finding.evidence.parts
    .filter(part => part.reason === finding.reason)
    .map(({ facts }) => Number(facts.idleSeconds ?? 0) + Number(facts.delaySeconds ?? 0));
  return count(Math.ceil(Math.max(0, ...seconds) / 60), 'minute');
}

const sentences: Sentences<Reason> = {
  locks_in_time: finding => ({
    sentence: `${names(finding)} locks the screen after ${after(finding)}, and people cannot change that.`,
  }),
  agent_locks_in_time: finding => ({
    sentence: `Caretaker itself locks ${names(finding)} after ${allowed(finding)} without use, and was seen to; the settings of the desktop alone would not be sure.`,
  }),
  lock_disabled: finding => ({
    sentence: `Screen locking is turned off in ${names(finding)}.`,
    next: 'Turn it on for everybody on this computer.',
  }),
  never_locks: finding => ({
    sentence: `${names(finding)} is set never to count as unused, so the screen never locks by itself.`,
    next: `Set the time to at most ${allowed(finding)} for everybody on this computer.`,
  }),
  locks_too_late: finding => ({
    sentence: `${names(finding)} locks the screen only after ${after(finding)}; the school allows ${allowed(finding)}.`,
    next: `Set the time to at most ${allowed(finding)} for everybody on this computer.`,
  }),
  did_not_lock: finding => ({
    sentence: `Caretaker asked ${names(finding)} to lock the screen, and it stayed open.`,
    next: 'Sign out there, and see why the desktop does not lock; lock it by hand until then.',
  }),
  session_left_open: finding => ({
    sentence: `Somebody is signed in, has not used the computer for longer than ${allowed(finding)}, and the screen is not locked.`,
    next: 'Lock it now, and see why it did not lock by itself.',
  }),
  people_can_change: finding => ({
    sentence: `${names(finding)} starts out locking after ${after(finding)}, but everybody can change that for themselves, so it is not known what each person has.`,
    next: 'Make the setting mandatory for everybody on this computer.',
  }),
  no_password_on_wake: finding => ({
    sentence: `${names(finding)} does not ask for the password after sleep, which the rules for secure data want.`,
    next: 'Make the password after sleep mandatory for everybody on this computer.',
  }),
  wake_not_read: finding => ({
    sentence: `${names(finding)} locks in time, but whether it asks for the password after sleep is not known, or people can change it.`,
    next: 'Make the password after sleep mandatory for everybody, or close the lid and see.',
  }),
  locks_after_restart: finding => ({
    sentence: `${names(finding)} is set to lock the screen after ${after(finding)}, but that is only sure to be in force after the next restart.`,
    next: 'Restart this computer.',
  }),
  setting_not_read: finding => ({
    sentence: `When ${names(finding)} locks the screen could not be read.`,
    next: 'Check this computer by hand.',
  }),
  sessions_not_read: () => ({
    sentence:
      'The settings may be right, but whether somebody is signed in at a screen that stands open now could not be read.',
    next: 'Check by hand that the screen locks, and that the service which knows who is signed in answers (“loginctl” on Linux, “ioreg” on a Mac).',
  }),
  desktop_not_understood: finding => ({
    sentence: `${names(finding)} is installed, and Caretaker cannot read when it locks the screen.`,
    next: 'Check this computer by hand, or remove a desktop that nobody uses.',
  }),
  desktop_not_recognised: () => ({
    sentence: 'Whether this computer has a desktop, and which, could not be made out.',
    next: 'Check this computer by hand.',
  }),
  no_desktop: () => ({
    sentence: 'This computer has no desktop: only a text console, so there is no screen to lock.',
  }),
};

const sayPlain = sayFrom(sentences, 'screen locking');

/** Says whose rules these are where nothing may loosen them. */
function say(finding: Finding): Said {
  const said = sayPlain(finding);
  if (finding.evidence.facts.secureData !== true) return said;
  return { ...said, sentence: `${said.sentence} It is held to the rules for secure data.` };
}

export const words: ControlWords<Policy> = {
  title: 'Screen lock',
  help: 'Whether the screen locks by itself when nobody uses the computer, by a setting that people cannot change.',
  promise: policy => ({
    sentence: policy.secureData
      ? `Screens lock after ${count(policy.afterMinutes, 'minute')} without use and ask for the password after sleep. That is for secure data, so no group may loosen it.`
      : `Screens lock after ${count(policy.afterMinutes, 'minute')} without use.`,
    broken: 'do not lock by themselves in time',
  }),
  say,
  facts: {
    afterMinutes: 'Minutes allowed',
    lockEnabled: 'Locking is on',
    idleSeconds: 'Counts as unused after, in seconds',
    delaySeconds: 'Then locks after, in seconds',
    fixed: 'People cannot change it',
    locked: 'Locked now',
    unusedSeconds: 'Unused for, in seconds',
    passwordOnWake: 'Asks for the password after sleep',
    secureData: 'Rules for secure data',
    signedOut: 'Abandoned sessions ended since the start',
    detail: 'Detail',
    agentLock: 'Caretaker’s own lock',
    lastLockAt: 'Last lock',
    lastLockBy: 'Last locked by',
    lastLockProof: 'How it was seen',
    lastLockTookMs: 'It took, in milliseconds',
  },
};
