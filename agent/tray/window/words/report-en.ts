/** English: what the page "What this computer reports" says beside the controls' own words. */
import { pupilReport } from './report-pupil-en.ts';

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

type LooksAt = 'sign_ins' | 'screen' | 'recovery_key';
type KeptThing = 'reports' | 'sign_ins' | 'screen' | 'incidents';

const looksAt: Record<LooksAt, string> = {
  sign_ins: 'When people signed in here',
  screen: 'The screen, with the school’s own program',
  recovery_key: 'The key that opens the disk',
};
const keptThings: Record<KeptThing, string> = {
  reports: 'What this computer said, as it came',
  sign_ins: 'The times when people signed in, where the school asks for them',
  screen: 'Who asked to see a screen',
  incidents: 'What you report as a problem, once it is closed',
};

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
/** In the largest measure that fits. */
const spanOf = (days: number) =>
  days % 365 === 0
    ? counted(days / 365, 'year')
    : days > 60
      ? counted(Math.round(days / 30.4), 'month')
      : counted(days, 'day');

export const reportWords = {
  pupil: pupilReport,
  title: 'What this computer reports',
  introduction: [
    'Your school has this computer looked after by Caretaker.',
    'Below is what Caretaker last saw here. All of it goes to the school.',
  ],
  connected: 'It is in touch with the school now.',
  notConnected: 'It cannot reach the school now.',
  nobody: 'This computer belongs to no school yet, so nobody is told.',
  allSent: 'Everything here has arrived there.',
  waiting: (count: number) => `${count === 1 ? '1 message waits' : `${count} messages wait`} to be sent.`,
  card: {
    title: 'How this computer stands',
    counts: (met: number, notMet: number, unknown: number) =>
      `${[
        `${met} of ${met + notMet + unknown} checks are as they should be`,
        ...(notMet > 0 ? [`${notMet} ${notMet === 1 ? 'is' : 'are'} not`] : []),
        ...(unknown > 0 ? [`${unknown} could not be known`] : []),
      ].join(', ')}.`,
    whatToDo: 'What to do stands with each. What is not for you to do, your technician sees as well.',
    toDo: (next: string) => `What to do: ${next}`,
    seen: (at: number) => `Looked at on ${moment.format(at)}.`,
    technical: (title: string) => `For your technician: ${title}.`,
  },
  sent: 'What is reported about it, as the technician reads it',
  lookedAt: 'What was looked at',
  seen: (source: string) => `Read from ${source}.`,
  states: {
    met: 'as it should be',
    not_met: 'not as it should be',
    unknown: 'not known',
    not_applicable: 'does not apply',
  },
  lists: 'What is in this computer',
  parts: { findings: '', hardware: 'Its parts', system: 'Its system', software: 'Its programs' },
  programs: (count: number) => (count === 1 ? '1 program' : `${count} programs`),
  loading: 'One moment …',
  nothingYet: 'Nothing was reported yet.',
  tooLarge: 'This list is too long to show here. Your technician can show it to you.',
  noService: 'Caretaker is not running on this computer, or does not answer, so there is nothing to show.',
  notTheService:
    'Something else answers where Caretaker should on this computer. Nothing was said to it: tell your technician.',
  again: 'Try again',
  unknown: 'not known',
  none: 'none',
  yes: 'yes',
  no: 'no',
  also: {
    title: 'What else goes to the school',
    always:
      'What Caretaker did here, such as a setting it put right, a stick it stopped or a virus that was found.',
    asked: {
      sittings:
        'When somebody signs in, locks or unlocks the screen and signs out: the times, with a code in place of a name.',
      neighbours:
        'Which other devices this computer has spoken with on the school’s networks: each as a code, with its maker.',
      recovery_keys:
        'The keys that open its disks when nothing else does, where Windows shows them: sealed. And whether one that the school keeps still opens its disk.',
    },
  },
  never: {
    title: 'What it never reports',
    lines: [
      'What you type, and what is on the screen',
      'What is in your files, and which websites you visit',
      'Where the computer is',
      'Camera and microphone',
    ],
  },
  who: {
    title: 'Who sees it',
    lines: [
      'The school’s technicians see all of it. The headteacher sees which promises hold.',
      'When you ask for a program or report a problem, they see your sign-in name and what you wrote. When you hold the lock to present, they see your sign-in name and for how long.',
      'When you ask to use a memory stick, they see your sign-in name, your reason and the stick’s serial number.',
      'When you answer a message or the school’s rules, they see your sign-in name, your answer and the name you write.',
    ],
  },
  looked: {
    title: 'Who looked at more than that',
    intro: 'Written down each time, as the school told this computer when they last spoke.',
    none: 'Nobody has, in the last thirteen months.',
    line: (look: { by: string; at: number; what: LooksAt; why: string }) =>
      `${looksAt[look.what]}: ${look.by}, on ${moment.format(look.at)}.${look.why === '' ? '' : ` Why: ${look.why}`}`,
    pages: 'That somebody opened this computer’s page is not written down.',
    notTold: 'The school has not told this computer yet. The school’s office can say.',
  },
  kept: {
    title: 'How long it is kept',
    span: spanOf,
    line: (what: KeptThing, days: number) => `${keptThings[what]}: ${spanOf(days)}.`,
    ask: (school: string, contact: string) =>
      `For anything else, ask the office of ${school}${contact === '' ? '' : `: ${contact}`}.`,
    askOffice: 'For how long, ask the school’s office.',
  },
} as const;
