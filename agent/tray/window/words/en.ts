/** English: every word that the tray's small window says. words.test.ts holds those for pupils to a reading age. */
import { helpEn, pageEn } from './help-en.ts';
import { leavingEn } from './leaving-en.ts';
import { lostEn } from './lost-en.ts';
import { supportEn } from './support-en.ts';
import type { Words } from './words.ts';

const all = (...lines: string[]) => ({ adult: lines, plain: lines, symbols: lines, early_years: lines });

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

export const en: Words = {
  ...pageEn,
  language: 'en-GB',
  sentences: {
    lock_soon: {
      adult: ['This screen locks at {time}.', 'Move the mouse or press a key to keep working.'],
      plain: ['The screen will lock at {time}.', 'Move the mouse to keep working.'],
      symbols: ['The screen will lock at {time}.', 'Move the mouse to keep working.'],
      early_years: ['The screen will lock at {time}.', 'An adult can move the mouse.'],
    },
    media_stopped: {
      adult: [
        'This memory stick does not work on this computer.',
        'You have not done anything wrong.',
        'You can ask to use it.',
      ],
      plain: [
        'This memory stick does not work here.',
        'You have not done anything wrong.',
        'You can ask to use it.',
      ],
      symbols: ['This stick does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
      early_years: ['This stick does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
    },
    media_stopped_for_good: {
      adult: [
        'This memory stick does not work on this computer.',
        'You have not done anything wrong.',
        'Your technician can say more.',
      ],
      plain: ['This memory stick does not work here.', 'You have not done anything wrong.', 'Ask an adult.'],
      symbols: ['This stick does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
      early_years: ['This stick does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
    },
    media_reason: all('What is the stick for?'),
    media_asked: {
      adult: [
        'You asked at {time}, {waited} ago.',
        'The school must say yes first.',
        'You can close this window: it comes back with a yes.',
      ],
      plain: [
        'You asked at {time}.',
        'You have been waiting for {waited}.',
        'The school must say yes first.',
      ],
      symbols: ['You asked at {time}.', 'Now we wait.'],
      early_years: ['You asked at {time}.', 'Now we wait.'],
    },
    media_scanning: {
      adult: ['The memory stick is being checked for viruses.', 'It opens only if nothing is found.'],
      plain: ['We look at your stick first.', 'We look for things that are not safe.'],
      symbols: ['We look at your stick first.', 'You can wait here.'],
      early_years: ['We look at the stick first.', 'You can wait here.'],
    },
    media_open: {
      adult: ['You can use the memory stick until {time}.'],
      plain: ['You can use the stick until {time}.'],
      symbols: ['You can use the stick until {time}.'],
      early_years: ['You can use the stick until {time}.'],
    },
    media_open_now: {
      adult: ['You can use the memory stick now.'],
      plain: ['You can use the stick now.'],
      symbols: ['You can use the stick now.'],
      early_years: ['You can use the stick now.'],
    },
    media_may_read: {
      adult: ['You can open what is on it, and save nothing to it.'],
      plain: ['You can look at what is on it.', 'You can not save on it.'],
      symbols: ['You can not save on it.'],
      early_years: ['You can not save on it.'],
    },
    media_may_write: {
      adult: ['You can open what is on it, and save to it.'],
      plain: ['You can save on it.'],
      symbols: ['You can save on it.'],
      early_years: ['You can save on it.'],
    },
    media_ending: {
      adult: ['The memory stick stops at {time}.', 'Save your work now.'],
      plain: ['The stick will stop at {time}.', 'Save your work now.'],
      symbols: ['The stick will stop at {time}.', 'Save your work now.'],
      early_years: ['The stick will stop at {time}.', 'Ask an adult to save.'],
    },
    media_ended: {
      adult: [
        'The time for the memory stick is over.',
        'You can take it out.',
        'You can ask to use it again.',
      ],
      plain: ['The time for your stick is over.', 'You can take it out.'],
      symbols: ['The stick has stopped.', 'You can take it out.'],
      early_years: ['The stick has stopped.', 'An adult can take it out.'],
    },
    media_found: {
      adult: [
        'Something harmful was found on the memory stick.',
        'Nothing on it opens here.',
        'Take it to your technician.',
      ],
      plain: ['This stick is not safe to use.', 'It will not open here.', 'Ask an adult.'],
      symbols: ['This stick is not safe.', 'It will not open.', 'Ask an adult.'],
      early_years: ['This stick is not safe.', 'It will not open.', 'Ask an adult.'],
    },
    media_not_scanned: {
      adult: ['The memory stick could not be checked to its end.', 'So it does not open.'],
      plain: ['We could not look at all of it.', 'So it will not open.', 'Ask an adult.'],
      symbols: ['The stick will not open.', 'Ask an adult.'],
      early_years: ['The stick will not open.', 'Ask an adult.'],
    },
    switch_off: {
      adult: ['This computer turns off at {time}.', 'Save your work now.'],
      plain: ['This will turn off at {time}.', 'Save your work now.'],
      symbols: ['This will turn off at {time}.', 'Save your work now.'],
      early_years: ['This will turn off at {time}.', 'Ask an adult to save.'],
    },
    waits_some: {
      ...all('You can wait {times} more times.'),
      adult: ['You can put this off {times} more times.'],
    },
    waits_one: { ...all('You can wait 1 more time.'), adult: ['You can put this off once more.'] },
    waits_none: { ...all('You can not wait again today.'), adult: ['You cannot put this off again today.'] },
    media_approved: {
      adult: [
        'The school has said yes to the memory stick.',
        'Plug it in again to use it.',
        'It is checked first.',
      ],
      plain: ['The school said yes to your stick.', 'Put it in again to use it.'],
      symbols: ['The school said yes to the stick.', 'Put it in again.'],
      early_years: ['The school said yes to the stick.', 'Ask an adult.'],
    },
    program_approved: {
      adult: [
        'The school has said yes to this program.',
        'You can use it on this computer now.',
        'If it does not start yet, try again in a few minutes.',
      ],
      plain: ['The school said yes to this.', 'You can use it here now.'],
      symbols: ['The school said yes to this.', 'You can use it now.'],
      early_years: ['The school said yes to this.', 'You can use it now.'],
    },
    media_refused: {
      adult: [
        'The school has said no to the memory stick.',
        'You have not done anything wrong.',
        'Your technician can help you find another way.',
      ],
      plain: ['The school said no to your stick.', 'You did nothing wrong.', 'Ask an adult what to do.'],
      symbols: ['The school said no to the stick.', 'You did nothing wrong.', 'Ask an adult.'],
      early_years: ['The school said no to the stick.', 'You did nothing wrong.', 'Ask an adult.'],
    },
    program_refused: {
      adult: [
        'The school has said no to this program.',
        'You have not done anything wrong.',
        'Your technician can help you find another one.',
      ],
      plain: ['The school said no to this.', 'You did nothing wrong.', 'Ask an adult what to do.'],
      symbols: ['The school said no to this.', 'You did nothing wrong.', 'Ask an adult.'],
      early_years: ['The school said no to this.', 'You did nothing wrong.', 'Ask an adult.'],
    },
    already_asked: all('You asked for it already.'),
    did_not_work: {
      adult: ['That did not work.', 'Try again in a minute.'],
      plain: ['That did not work.', 'Ask an adult.'],
      symbols: ['That did not work.', 'Ask an adult.'],
      early_years: ['That did not work.', 'Ask an adult.'],
    },
    not_locked: {
      adult: ['The screen did not lock.', 'Lock it with the keyboard, or sign out before you leave.'],
      plain: ['The screen did not lock.', 'Ask an adult.'],
      symbols: ['The screen did not lock.', 'Ask an adult.'],
      early_years: ['The screen did not lock.', 'Ask an adult.'],
    },
    new_look: {
      adult: [
        'Caretaker’s windows are about to look different.',
        'The school has changed how they speak here.',
        'They change when you close this one.',
      ],
      plain: ['These windows will look new.', 'They change when you close this.', 'You did nothing wrong.'],
      symbols: ['These windows will look new.', 'You did nothing wrong.'],
      early_years: ['These windows will look new.', 'An adult can close this.'],
    },
    message: {
      adult: ['The school has a message for you.'],
      plain: ['The school has a message for you.'],
      symbols: ['The school says this.'],
      early_years: ['The school says this.'],
    },
    message_for_adults: {
      adult: ['The school has a message for an adult here.'],
      plain: ['The school has a message.', 'Ask an adult.'],
      symbols: ['The school has a message.', 'Ask an adult.'],
      early_years: ['The school has a message.', 'Ask an adult.'],
    },
    rules: {
      adult: ['The school asks you to read its rules for using computers.', 'You can do it now or later.'],
      plain: ['The school has rules for you to read.', 'You can read them now or later.'],
      symbols: ['The school has rules.', 'Ask an adult.'],
      early_years: ['The school has rules.', 'Ask an adult.'],
    },
    rules_card: all('These are the rules here.'),
    rules_informed: {
      adult: ['A parent or carer has signed the school’s rules for you.', 'You can read them here.'],
      plain: ['Your home said yes to the rules.', 'You can read them here.'],
      symbols: ['Your home said yes to the rules.'],
      early_years: ['Your home said yes to the rules.'],
    },
    rules_question: {
      adult: ['Do you agree to this?', 'If so, write your name.', 'The school is told of a yes and of a no.'],
      plain: ['Do you say yes to the rules?', 'Then write your name.', 'You can say no too.'],
      symbols: ['Do you say yes?', 'Ask an adult.'],
      early_years: ['Do you say yes?', 'Ask an adult.'],
    },
    rules_agreed: {
      adult: ['You have agreed to these rules.', 'The school is told once this computer can reach it.'],
      plain: ['You said yes to the rules.', 'We tell the school.'],
      symbols: ['You said yes to the rules.'],
      early_years: ['You said yes to the rules.'],
    },
    rules_declined: {
      adult: [
        'You have not agreed to these rules.',
        'The school is told once this computer can reach it.',
        'You can still agree here.',
      ],
      plain: ['You said no to the rules.', 'We tell the school.', 'You can still say yes here.'],
      symbols: ['You said no to the rules.'],
      early_years: ['You said no to the rules.'],
    },
    rules_first: {
      adult: [
        'You can ask once you have agreed to the school’s rules for using computers.',
        'You can read them here.',
      ],
      plain: ['First say yes to the rules of the school.', 'You can read them here.', 'Ask an adult.'],
      symbols: ['First say yes to the rules.', 'Ask an adult.'],
      early_years: ['First say yes to the rules.', 'Ask an adult.'],
    },
    rules_none: {
      adult: ['There are no rules of the school to read here now.'],
      plain: ['There are no rules to read here now.'],
      symbols: ['There are no rules here now.'],
      early_years: ['There are no rules here now.'],
    },
    ...supportEn,
    ...leavingEn,
    ...lostEn,
    ...helpEn,
  },
  buttons: {
    keepWorking: 'Keep working',
    lockNow: 'Lock now',
    ask: 'Ask',
    send: 'Send',
    back: 'Go back',
    close: 'Close',
    stillWorking: 'Still working',
    haveRead: 'I have read this',
    read: 'Read',
    later: 'Not now',
    agree: 'I agree',
    decline: 'I do not agree',
    sayYes: 'Say yes',
    sayNo: 'Say no',
    aloud: 'Read aloud',
    silent: 'Stop reading',
    endPresenting: 'Let it lock again',
    begin: 'Begin',
  },
  name: 'Your name',
  said: (from, at) => `${from}, ${day.format(at)}`,
  stick: 'Memory stick',
  with: (by, tool) => `${by}, with ${tool}`,
  help: 'Ask an adult',
  reasons: {
    lesson: 'For a lesson',
    homework: 'For homework',
    photos: 'For photos',
    office: 'For office work',
    other: 'For something else',
  },
  alsoWrite: 'I need to save to it too',
  details: 'Details',
  code: 'For your technician:',
  minutes: count => (count === 1 ? '1\u00a0minute' : `${count}\u00a0minutes`),
  seconds: count => (count === 1 ? '1\u00a0second' : `${count}\u00a0seconds`),
  time: at => clock.format(at),
};
