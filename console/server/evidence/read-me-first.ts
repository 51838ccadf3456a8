/** The pack in plain words, for somebody who was not there. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Manifest } from './manifest.ts';

interface Told {
  page: Promises;
  day: string;
  hasGroups: boolean;
  byComputer: boolean;
  /** As people read it out. */
  key: string;
  auditLog: Manifest['auditLog'];
}

export function readMeFirst({ page, day, hasGroups, byComputer, key, auditLog }: Told): string {
  const lines = [
    `EVIDENCE OF ${page.school.toUpperCase()}, AS IT STOOD ON ${sayDay(day)}`,
    '',
    page.headline,
    `It is about ${page.devices} ${page.devices === 1 ? 'computer' : 'computers'} that Caretaker looks after.`,
    '',
    'What is in here',
    '  promises.csv    each promise of the school, whether it held, on how many computers, and what proves it',
    '  standards.csv   the same by what the Department for Education, Cyber Essentials and the CIS Controls ask',
    hasGroups
      ? '  groups.csv      what each group of computers was asked, and how many met it'
      : '  (Figures by group were not yet kept on that day, so there is no groups.csv.)',
    byComputer
      ? '  computers.csv   what each check last found on each computer when this was made: the words, the time, the source'
      : '  (The technician’s own pack also says what was found on each computer, in computers.csv.)',
    '  day.json        the page of that day as it was kept, to the letter, with its seal',
    '  seals.json      the seals of all days up to then: each names the one before it',
    '  manifest.json   the SHA-256 of every file here, and where the audit log stood',
    '  signature.json  the signature of the school’s console under the manifest',
    '',
    'What could not be known',
    ...listOr(page.unknown, 'Nothing: every promise could be looked at on every computer.'),
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
    'All figures are of the day above, as it was sealed; only computers.csv is of the moment at which this was made.',
    'Names of computers and staff can be in here: keep this file as you keep other papers of the school.',
    '',
  ];
  return lines.join('\r\n');
}

const listOr = (lines: readonly string[], otherwise: string) =>
  lines.length === 0 ? [`  ${otherwise}`] : lines.map(line => `  - ${line}`);
