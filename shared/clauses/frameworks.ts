/** What those ask who want evidence, question by question, and what answers each: checks, records, or nothing here. */
import * as z from 'zod';
import { controls } from '../controls/index.ts';
import { standards } from './standards.ts';

export const frameworkKeys = ['auditor', 'cyber_essentials', 'rpa', 'ofsted', 'insurer'] as const;
export const frameworkKey = z.enum(frameworkKeys);
export type FrameworkKey = z.infer<typeof frameworkKey>;

/** Records of the console that go into a pack as tables of their own, and what stands in each. */
export const recordFiles = {
  scope: { file: 'scope.csv', about: 'how many computers of which make, model and system' },
  policy: {
    file: 'policy.csv',
    about: 'what each group was asked: the signed settings in force on that day',
  },
  people: { file: 'people.csv', about: 'who may do what in the console, and how they sign in' },
  unsupported: { file: 'unsupported.csv', about: 'software that its maker no longer looks after' },
  vulnerabilities: {
    file: 'vulnerabilities.csv',
    about: 'known weaknesses, with what was decided, by whom and when',
  },
  incidents: { file: 'incidents.csv', about: 'what went wrong in the year before: kinds and times' },
  disposals: { file: 'disposals.csv', about: 'what left the school, each disk with the proof of its wipe' },
  signatures: {
    file: 'signatures.csv',
    about: 'which rules people were asked to sign, how many did, said no or have not yet',
  },
  reports: { file: 'reports.csv', about: 'the reports to the governors that were kept' },
  reviews: { file: 'reviews.csv', about: 'when the policy was looked at, by whom, and by when again' },
  backups: {
    file: 'backups.csv',
    about: 'what is backed up, how that stood on the day, and when bringing it back was tried',
  },
  documents: {
    file: 'documents.csv',
    about: 'documents that are looked through on set days: whose each is, and how that stood',
  },
} as const;
export type RecordKey = keyof typeof recordFiles;

export interface FrameworkLine {
  /** As the framework numbers or names it. */
  ref: string;
  asks: string;
  /** Keys of the checks that answer it. */
  checks: readonly string[];
  /** Records of the console that answer it, as people find them there. */
  records: string;
  /** Those of them that a pack brings along. */
  files: readonly RecordKey[];
  /** Lines of the requirements that promise the same and that records show: where the school has promised one, how that stood. */
  promised: readonly string[];
  /** A no to this alone fails the whole assessment. */
  automaticFail: boolean;
  /** What nothing here can answer; empty where nothing is left. */
  gap: string;
}

export interface Framework {
  title: string;
  /** Which edition these questions are of, and what that means for who reads the evidence. */
  about: string;
  lines: readonly FrameworkLine[];
}

const line = (
  ref: string,
  asks: string,
  checks: readonly string[],
  more: Partial<Omit<FrameworkLine, 'ref' | 'asks' | 'checks'>> = {},
): FrameworkLine => ({
  ...{ ref, asks, checks, records: '', files: [], promised: [], automaticFail: false, gap: '' },
  ...more,
});

const cyberEssentials: Framework = {
  title: 'Cyber Essentials',
  about:
    'Question set “Danzell” (v3.3, from April 2026). Numbers are those of the questions; check them against the set you fill in.',
  lines: [
    line('A2.6', 'Which computers are in scope, with make and operating system', [], {
      ...{ records: 'Devices, as a spreadsheet', files: ['scope'], promised: ['F-12', 'O-01'] },
      gap: 'Tablets, phones, servers and network boxes without Caretaker are not on that list.',
    }),
    line('A4', 'Firewalls: a firewall is on in every computer', ['firewall'], {
      gap: 'The firewall at the edge of the network, and its password, are not looked at.',
    }),
    line('A5.1', 'Software that nobody needs is removed', ['approved-software', 'unwanted-software']),
    line('A5.2', 'Only needed accounts exist; guests are off', ['local-accounts'], {
      gap: 'Accounts of a directory or a cloud service are judged there.',
    }),
    line('A5.8', 'Nothing runs by itself from a download or a stick', ['autorun', 'removable-media']),
    line('A5.9', 'A locking mechanism is on', ['idle-lock']),
    line(
      'A5.10',
      'Unlocking needs a good password, and guessing is slowed',
      ['password-policy', 'idle-lock'],
      {
        gap: 'Rules of a directory are judged there.',
      },
    ),
    line('A6.4, A6.5', 'High and critical updates are installed within 14 days', ['os-updates'], {
      ...{ records: 'Vulnerabilities: what is open, what was decided, how long mending took' },
      ...{ files: ['vulnerabilities'], automaticFail: true },
    }),
    line('A6.7', 'Unsupported software is removed, or cut off from the internet', [], {
      ...{ records: 'Software: titles without support', files: ['unsupported'] },
      gap: 'Whether a computer is cut off from the internet is not looked at.',
    }),
    line('A7', 'People sign in as themselves, with rights that they need', ['local-accounts'], {
      ...{ records: 'People: who may do what in this console', files: ['people'] },
      promised: ['C-14', 'S-08'],
      gap: 'Leavers in cloud services are not looked at.',
    }),
    line('A7', 'Cloud services ask for a second step wherever they can', [], {
      gap: 'Cloud services are not looked at: answer this from each of them.',
      automaticFail: true,
    }),
    line('A8.1', 'Malware is kept out: by antivirus or by a list of approved programs', [
      'antivirus',
      'approved-software',
    ]),
    line('A8.2', 'The antivirus is kept as its maker says, and blocks what it finds', ['antivirus']),
  ],
};

const rpa: Framework = {
  title: 'RPA cyber cover',
  about:
    'The four conditions of the risk protection arrangement as restated in February 2024. Rules are issued each year: check the membership rules of yours.',
  lines: [
    line('1', 'Backups are kept offline', [], {
      records: 'Backups: each with its place, when the last was good, and when bringing it back was tried',
      ...{ files: ['backups'], gap: 'No backup program is asked: the list is what people wrote down.' },
      promised: ['N-02'],
    }),
    line('2', 'Everybody with access has done the NCSC’s training this year', [], {
      gap: 'Training is not recorded here.',
    }),
    line('3', 'The school is registered with Police CyberAlarm', [], {
      ...{ records: 'Reviews: the confirmation, where it is entered as a document', files: ['documents'] },
      gap: 'Police CyberAlarm is not asked: what is entered is what people wrote down.',
    }),
    line('4', 'There is a cyber response plan', [], {
      records:
        'Reviews: the plan, where it is entered as a document; Incidents: what was done when something went wrong',
      ...{ files: ['documents', 'incidents'], promised: ['J-04', 'Q-01'] },
      gap: 'The words of the plan are not kept here: only whose it is, where it lies and when it was looked through.',
    }),
    line('Beside them', 'How well the computers are kept, for a claim', [
      ...['antivirus', 'os-updates', 'firewall', 'disk-encryption', 'local-accounts'],
    ]),
  ],
};

const ofsted: Framework = {
  title: 'Ofsted',
  about:
    'Inspection has no rule about single computers. This shows that leaders know how things stand and act on it; how well, people judge.',
  lines: [
    line(
      'Safeguarding',
      'Filtering and monitoring programs run on the computers that need them',
      ['required-software'],
      {
        gap: 'Whether the filter itself works is not looked at: test it, and keep the result.',
      },
    ),
    line('Safeguarding', 'Pupils and staff know the rules and have signed them', [], {
      ...{ records: 'Notices: who has signed which words', files: ['signatures'] },
      promised: ['D-01', 'D-05'],
    }),
    line('Safeguarding', 'What went wrong was followed up', [], {
      ...{ records: 'Incidents: steps, times and how each ended', files: ['incidents'] },
      promised: ['Q-01', 'Q-12'],
    }),
    line('Safeguarding', 'Nobody works under another’s name', ['local-accounts', 'idle-lock']),
    line('Leadership', 'Leaders know how things stand', [], {
      records: 'Promises: the page of each day, sealed',
      promised: ['R-06'],
    }),
    line('Leadership', 'The policy is looked at each year', [], {
      ...{ records: 'Promises: when our policy was last looked at', files: ['reviews'] },
      promised: ['S-01'],
    }),
    line('Leadership', 'Governors are told each term', [], {
      ...{ records: 'Reports that were kept for the governors', files: ['reports'] },
      promised: ['R-01'],
    }),
    line('Leadership', 'Decisions are taken by the right people and written down', [], {
      ...{ records: 'Audit log; Second person', files: ['people', 'policy'] },
      promised: ['J-02', 'C-15'],
    }),
  ],
};

const insurer: Framework = {
  title: 'Insurer',
  about:
    'What proposal forms for cyber insurance commonly ask. Each insurer words it differently: read its own form beside this.',
  lines: [
    line('Devices', 'Laptops are encrypted', ['disk-encryption'], {
      records: 'Loans: nothing leaves school unencrypted',
    }),
    line('Malware', 'Antivirus runs everywhere and is current', ['antivirus']),
    line('Updates', 'Critical updates are installed in time', ['os-updates'], {
      ...{ records: 'Vulnerabilities', files: ['vulnerabilities', 'unsupported'] },
    }),
    line('Network', 'Firewalls are on', ['firewall'], { gap: 'The edge of the network is not looked at.' }),
    line('Access', 'Few people are administrators', ['local-accounts'], {
      ...{ records: 'People', files: ['people'] },
    }),
    line('Access', 'Passwords are strong', ['password-policy']),
    line('Access', 'Remote access needs a second step', ['unwanted-software'], {
      gap: 'Only programs for remote access are looked at, not how people sign in to them.',
    }),
    line('Programs', 'Only approved programs run', ['approved-software', 'removable-media']),
    line('Backups', 'Backups are kept apart and were tried', [], {
      records: 'Backups: each with its place, when the last was good, and when bringing it back was tried',
      ...{ files: ['backups'], gap: 'No backup program is asked: the list is what people wrote down.' },
      promised: ['N-01', 'N-02'],
    }),
    line('People', 'Staff are trained each year', [], { gap: 'Training is not recorded here.' }),
    line('Incidents', 'There were none, or they were dealt with', [], {
      ...{ records: 'Incidents', files: ['incidents'], promised: ['Q-01'] },
    }),
    line('Disposal', 'Old disks are wiped, with proof', [], {
      ...{ records: 'Disposals: the proof for each disk by its number', files: ['disposals'] },
      promised: ['P-04', 'P-06'],
    }),
  ],
};

const titles = { dfe: 'DfE', cyberEssentials: 'Cyber Essentials', cis: 'CIS v8.1' };

/** Every check by everything that it serves. */
const auditor: Framework = {
  title: 'Auditor',
  about:
    'Every check with the Department for Education’s standards, the questions of Cyber Essentials (v3.3) and the safeguards of the CIS Controls (v8.1) that it serves.',
  lines: [
    ...controls.map(({ key, words }) => {
      const serves = Object.entries(titles).flatMap(([of, title]) => {
        const asks = standards[key]?.[of as keyof typeof titles] ?? [];
        return asks.length === 0 ? [] : [`${title}: ${asks.join(', ')}`];
      });
      return line(words.title, serves.join('; '), [key]);
    }),
    line('Scope', 'DfE: Digital leadership: asset register; Cyber Essentials: A2.6; CIS v8.1: 1.1', [], {
      ...{ records: 'Devices', files: ['scope'] },
    }),
    line('Settings', 'DfE: IT support: maintains and improves; CIS v8.1: 4.1', [], {
      ...{ records: 'Policies', files: ['policy'] },
    }),
    line(
      'Support',
      'DfE: Cyber security: licensed and up to date; Cyber Essentials: A6.7; CIS v8.1: 2.2',
      [],
      {
        ...{ records: 'Software', files: ['unsupported'] },
      },
    ),
    line(
      'Weaknesses',
      'DfE: Cyber security: risk assessment; Cyber Essentials: A6.4, A6.5; CIS v8.1: 7.1, 7.2',
      [],
      {
        ...{ records: 'Vulnerabilities', files: ['vulnerabilities'] },
      },
    ),
    line('People', 'DfE: Cyber security: accounts and access; CIS v8.1: 5.1, 6.1, 6.2', [], {
      ...{ records: 'People', files: ['people'] },
    }),
    line('Rules', 'DfE: Cyber security: awareness plan; CIS v8.1: 14.1', [], {
      ...{ records: 'Notices', files: ['signatures'], promised: ['D-01'] },
    }),
    line('Incidents', 'DfE: Cyber security: report attacks; CIS v8.1: 17.1 to 17.3', [], {
      ...{ records: 'Incidents', files: ['incidents'], promised: ['Q-01'] },
    }),
    line('Disposals', 'DfE: Laptops: disposed of sustainably and securely; CIS v8.1: 3.5', [], {
      ...{ records: 'Disposals', files: ['disposals'], promised: ['P-01', 'P-04', 'P-07'] },
    }),
    line('Governors', 'DfE: Cyber security: termly review; CIS v8.1: 17.8', [], {
      ...{ records: 'Reports to the governors', files: ['reports'], promised: ['R-01'] },
    }),
    line('Policy', 'DfE: Cyber security: risk assessment', [], {
      ...{ records: 'Promises: when our policy was last looked at', files: ['reviews'] },
      promised: ['S-01'],
    }),
  ],
};

export const frameworks: Record<FrameworkKey, Framework> = {
  auditor,
  cyber_essentials: cyberEssentials,
  rpa,
  ofsted,
  insurer,
};
