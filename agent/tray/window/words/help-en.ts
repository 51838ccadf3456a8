/** English: what is said of programs that were stopped or asked for, problems that are reported, and presentations. */
import type { HelpKey } from './help-keys.ts';
import type { PageWords, Sentences } from './words.ts';

const askAnAdult = ['This is for an adult.', 'Ask an adult.'];

export const helpEn: Record<HelpKey, Sentences> = {
  program_stopped: {
    adult: [
      'This program does not run on this computer.',
      'You have not done anything wrong.',
      'You can ask for it.',
    ],
    plain: ['This program does not work here.', 'You have not done anything wrong.', 'You can ask for it.'],
    symbols: ['This does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
    early_years: ['This does not work here.', 'Ask an adult.'],
  },
  program_stopped_for_good: {
    adult: ['This program does not run on this computer.', 'You have not done anything wrong.'],
    plain: ['This program does not work here.', 'You have not done anything wrong.', 'Ask an adult.'],
    symbols: ['This does not work here.', 'You did nothing wrong.', 'Ask an adult.'],
    early_years: ['This does not work here.', 'Ask an adult.'],
  },
  program_reason: {
    adult: ['What do you need it for?'],
    plain: ['What do you need it for?'],
    symbols: ['What do you need it for?'],
    early_years: ['What do you need it for?'],
  },
  program_asked: {
    adult: [
      'You asked for this program at {time}, {waited} ago.',
      'Somebody at the school decides.',
      'You can close this window.',
    ],
    plain: ['You asked for it at {time}.', 'The school will say yes or no.', 'You can close this.'],
    symbols: ['You asked at {time}.', 'Now we wait.'],
    early_years: ['You asked at {time}.', 'Now we wait.'],
  },
  program_page: {
    adult: [
      'Which program do you need?',
      'What you write here and your sign-in name go to the school.',
      'Somebody there decides.',
    ],
    plain: askAnAdult,
    symbols: askAnAdult,
    early_years: askAnAdult,
  },
  program_sent: {
    adult: ['The school is asked as soon as this computer can reach it.', 'Somebody there decides.'],
    plain: ['We ask the school.', 'Now we wait for an answer.'],
    symbols: ['We ask the school.'],
    early_years: ['We ask the school.'],
  },
  problem_page: {
    adult: [
      'What is wrong?',
      'What you choose and write, and your sign-in name, go to the school.',
      'If it cannot wait, speak to somebody there as well.',
    ],
    plain: ['What is wrong?', 'We tell the school, and your name too.', 'You can tell an adult first.'],
    symbols: ['Is there something wrong here?', 'Tell an adult.'],
    early_years: ['Is there something wrong here?', 'Tell an adult.'],
  },
  problem_sent: {
    adult: [
      'The school is told as soon as this computer can reach it.',
      'If it cannot wait, speak to somebody there as well.',
    ],
    plain: ['We tell the school.', 'Tell an adult too.'],
    symbols: ['We tell the school.', 'Tell an adult too.'],
    early_years: ['We tell the school.', 'Tell an adult too.'],
  },
  presenting_page: {
    adult: [
      'For how long do you present?',
      'Caretaker does not lock the screen in that time, and your sign-in name is kept with it.',
      'You can end it sooner here.',
    ],
    plain: [
      'How long must the screen stay open?',
      'Then it will lock again.',
      'We tell the school your name.',
    ],
    symbols: askAnAdult,
    early_years: askAnAdult,
  },
  presenting_on: {
    adult: [
      'Caretaker does not lock this screen until {time}.',
      'The computer’s own lock goes by what you show: a film or slide show mostly keeps it open.',
      'If it does not, move the mouse now and then.',
    ],
    plain: ['We will not lock the screen until {time}.', 'Move the mouse to keep it open.'],
    symbols: ['We will not lock this until {time}.', 'Move the mouse to keep it open.'],
    early_years: ['We will not lock this until {time}.', 'An adult can move the mouse.'],
  },
  presenting_over: {
    adult: ['The screen locks again as it always does.'],
    plain: ['The screen will lock again now.'],
    symbols: ['The screen will lock again now.'],
    early_years: ['The screen will lock again now.'],
  },
  presenting_soon: {
    adult: ['Your presentation ends at {time}.', 'Then the screen can lock: move the mouse to keep it open.'],
    plain: ['The screen can lock again at {time}.', 'Move the mouse to keep working.'],
    symbols: ['The screen can lock at {time}.', 'Move the mouse to keep working.'],
    early_years: ['The screen can lock at {time}.', 'An adult can move the mouse.'],
  },
  too_often: {
    adult: ['You have asked several times already.', 'Try again in an hour.'],
    plain: ['You asked many times.', 'You can ask again in one hour.'],
    symbols: ['You asked many times.', 'You can ask again in one hour.'],
    early_years: ['You asked many times.', 'You can ask again in one hour.'],
  },
  cannot_read_aloud: {
    adult: ['This computer has no voice to read aloud with.'],
    plain: ['This can not be read aloud here.', 'Ask an adult.'],
    symbols: ['This can not be read aloud here.', 'Ask an adult.'],
    early_years: ['This can not be read aloud here.', 'Ask an adult.'],
  },
};

export const pageEn: PageWords = {
  menu: {
    lockNow: 'Lock now',
    signOut: 'Sign out',
    program: 'Ask for a program',
    presenting: 'Hold the lock to present',
    problem: 'Report a problem',
    rules: 'The school’s rules',
    report: 'What this computer reports',
  },
  titles: {
    program: 'Ask for a program',
    presenting: 'Hold the lock to present',
    problem: 'Report a problem',
  },
  problems: {
    not_working: 'Something does not work',
    got_through: 'I saw something that should not be here',
    password: 'My password may not be safe',
    harmful: 'This computer does strange things',
    other: 'Something else',
  },
  fields: {
    title: 'What it is called',
    publisher: 'Who makes it, if you know',
    reason: 'What you need it for',
    suitability: 'For what age it is suitable, if you know',
    licence: 'What it costs',
    personalData: 'Does it hold personal data, such as pupils’ names?',
    more: 'More, if you like. Write no pupil’s name.',
  },
  licences: {
    unknown: 'I do not know',
    free: 'It is free',
    paid: 'It has to be bought',
    held: 'The school has it already',
  },
  answers: { unknown: 'I do not know', yes: 'Yes', no: 'No' },
  presentFor: count => (count === 1 ? '1\u00a0minute' : `${count}\u00a0minutes`),
};
