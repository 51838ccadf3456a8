/** English: each check as whoever works at the computer reads it, without a technical word, and what they can do. */
import type { Finding } from '../../../../shared/finding.ts';

interface StaffWords {
  title: string;
  met: string;
  notMet: string;
  /** When it is not as it should be. Null: the technician sees it too, and nobody else has to do anything. */
  toDo: string | null;
  /** Where the reason asks for something else. */
  toDoFor?: Record<string, string>;
}

export const nothingToDo = 'Nothing. Your technician sees it too.';
/** In the middle of two sentences. */
export const unknownSaid = (title: string) => `${title}: this could not be known when Caretaker last looked.`;
export const doesNotApply = (title: string) => `${title}: this does not apply to this computer.`;

export const staffWords: Record<string, StaffWords> = {
  'disk-encryption': {
    title: 'If this computer is lost',
    met: 'Nobody can read what is on it without a password.',
    notMet: 'Whoever finds it could read what is on it.',
    toDo: 'Keep it with you, and keep nothing about pupils on it until your technician has mended this.',
  },
  antivirus: {
    title: 'Harmful programs',
    met: 'This computer is protected from harmful programs.',
    notMet: 'The protection from harmful programs is not as it should be.',
    toDo: 'Open no attachment that you did not expect, and tell your technician today.',
  },
  'os-updates': {
    title: 'Repairs from the maker',
    met: 'This computer has its maker’s repairs.',
    notMet: 'Repairs from the maker are missing.',
    toDo: 'Leave it switched on and connected after school, so that it can fetch them.',
    toDoFor: { restart_overdue: 'Restart it when you have saved your work.' },
  },
  'idle-lock': {
    title: 'The screen when you are away',
    met: 'The screen locks by itself when nobody is there.',
    notMet: 'The screen does not lock by itself as it should.',
    toDo: 'Lock it yourself whenever you leave it.',
  },
  'removable-media': {
    title: 'Memory sticks',
    met: 'Only memory sticks that the school allows work here.',
    notMet: 'Memory sticks that the school has not allowed may work here.',
    toDo: 'Use only sticks that the school has given you.',
  },
  autorun: {
    title: 'What is plugged in',
    met: 'Nothing starts by itself when something is plugged in.',
    notMet: 'Something may start by itself when it is plugged in.',
    toDo: 'Plug in nothing that you do not know.',
  },
  firewall: {
    title: 'The network around it',
    met: 'Other computers cannot reach into this one.',
    notMet: 'Other computers may reach into this one.',
    toDo: 'Use it only on the school’s network until your technician has mended this.',
  },
  'local-accounts': {
    title: 'Who can sign in',
    met: 'Who can sign in here is in order.',
    notMet: 'Who can sign in here is not in order.',
    toDo: null,
  },
  'password-policy': {
    title: 'Passwords',
    met: 'This computer asks for passwords that are good enough.',
    notMet: 'This computer takes passwords that are too weak.',
    toDo: 'Choose a long one all the same: three words that do not belong together.',
  },
  'approved-software': {
    title: 'Programs',
    met: 'Only programs that the school allows are here.',
    notMet: 'There are programs here that the school has not allowed.',
    toDo: 'If you need one of them, ask for it here or ask your technician.',
  },
  'required-software': {
    title: 'Programs that must be here',
    met: 'The programs that the school asks for are here.',
    notMet: 'A program that the school asks for is missing.',
    toDo: null,
  },
  'unwanted-software': {
    title: 'Storage and help from elsewhere',
    met: 'No private storage and no help from strangers runs here.',
    notMet: 'A program for private storage, or for help from elsewhere, is here.',
    toDo: 'Keep school files in the school’s own storage.',
  },
  power: {
    title: 'After school',
    met: 'This computer is switched off after school.',
    notMet: 'This computer is not switched off after school as it should be.',
    toDo: 'Turn it off when you go home.',
  },
};

export interface StaffSaid {
  title: string;
  sentence: string;
  /** Null where nothing is wrong. */
  toDo: string | null;
}

/** Undefined for a check of a newer Caretaker, which has only its own words. */
export function staffSays({ control, state, reason }: Finding): StaffSaid | undefined {
  const words = Object.hasOwn(staffWords, control) ? staffWords[control] : undefined;
  if (words === undefined) return undefined;
  const { title, met, notMet, toDo, toDoFor } = words;
  if (state === 'met') return { title, sentence: met, toDo: null };
  if (state === 'unknown') return { title, sentence: unknownSaid(title), toDo: null };
  if (state === 'not_applicable') return { title, sentence: doesNotApply(title), toDo: null };
  return { title, sentence: notMet, toDo: toDoFor?.[reason] ?? toDo ?? nothingToDo };
}
