/** The pack in plain words, for somebody who was not there. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Framework } from '../../../shared/clauses/frameworks.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { sayAnswer } from '../promises/index.ts';
import type { Manifest } from './manifest.ts';

/** Of the longest name below, and a space behind it. */
const nameLength = 20;

interface Told {
  framework: Framework;
  page: Promises;
  day: string;
  hasGroups: boolean;
  /** The tables of records. */
  records: readonly { file: string; about: string }[];
  byComputer: boolean;
  /** As people read it out. */
  key: string;
  auditLog: Manifest['auditLog'];
}

export function readMeFirst(told: Told): string {
  const { framework, page, day, hasGroups, records, byComputer, key, auditLog } = told;
  const lines = [
    `EVIDENCE OF ${page.school.toUpperCase()} FOR: ${framework.title.toUpperCase()}, AS IT STOOD ON ${sayDay(day)}`,
    framework.about,
    '',
    sayAnswer(page),
    `It is about ${page.devices} ${page.devices === 1 ? 'computer' : 'computers'} that Caretaker looks after.`,
    '',
    'What is in here',
    '  evidence.pdf         question by question: the answer, the figures, exceptions and gaps; to read and print',
    '  evidence.csv         the same as a table',
    '  evidence.json        the same for programs',
    '  promises.csv         each promise of the school, whether it held, on how many computers, and what proves it',
    '  standards.csv        the same by what the Department for Education, Cyber Essentials and the CIS Controls ask',
    hasGroups
      ? '  groups.csv           what each group of computers was asked, and how many met it'
      : '  (Figures by group were not yet kept on that day, so there is no groups.csv.)',
    '  exceptions.csv       which computers were let off which check on that day: why, agreed by whom, until when',
    ...records.map(({ file, about }) => `  ${file.padEnd(nameLength)} ${about}`),
    byComputer
      ? '  computers.csv        every computer behind these figures on that day: what the check had said, when, by which source, and how it stood by the national baseline\r\n  computers.json       the same for programs; asReported is each finding to the letter as it came when its state last changed, sentence what the last look said'
      : '  (The technician’s own pack also says what was found on each computer, in computers.csv.)',
    '  day.json             the page of that day as it was kept, to the letter, with its seal',
    '  seals.json           the seals of all days up to then: each names the one before it',
    '  manifest.json        the SHA-256 of every file here, and where the audit log stood',
    '  signature.json       the signature of the school’s console under the manifest',
    '',
    'What could not be known',
    ...listOr(page.unknown, 'Nothing: each check could look at every computer that it is about.'),
    ...page.unproved.map(
      sentence => `  - “${sentence}” No check on a computer proves this; somebody has to look.`,
    ),
    '',
    'How to check that nothing was altered',
    '  On any computer with Caretaker, without a network:  caretaker verify FILE.zip',
    `  The school reads you the key of its console; it has to be  ${key}`,
    '  Check the file as you got it: a program that packs it anew changes it.',
    '',
    `The audit log had ${auditLog.entries} entries when this was made and was ${auditLog.whole ? 'whole' : 'NOT WHOLE: ask the school why'}.`,
    'All figures are of the day above, as it was sealed. Records are told as of that day where they have a date; names of computers, groups, ways of signing in that were taken away and amounts beside software are as they were when this was made.',
    'Names of computers and staff can be in here: keep this file as you keep other papers of the school.',
    '',
  ];
  return lines.join('\r\n');
}

const listOr = (lines: readonly string[], otherwise: string) =>
  lines.length === 0 ? [`  ${otherwise}`] : lines.map(line => `  - ${line}`);
