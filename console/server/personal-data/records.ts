/** Each kind of record that says something about a person: why it is there, for how long, and in which tables. */
import type { Held } from '../../../shared/protocol/api/personal-data.ts';
import type { PeriodKey } from '../../../shared/protocol/api/retention.ts';
import { diagnosticsDays } from '../../../shared/protocol/diagnostics.ts';
import type { Database } from '../database/index.ts';
import { oursDays } from '../neighbours/index.ts';

type Table = keyof Database;

/** How long the school itself has chosen. */
export interface Chosen {
  incidentYears: number;
  supportYears: number;
}

export interface Kept extends Pick<Held, 'key' | 'kind' | 'what' | 'about' | 'why' | 'endsByItself' | 'to'> {
  /** Which time of the room `retention` ends it; without one it has a rule of its own (`to`) or says why none. */
  period?: PeriodKey;
  /** `time`: what counts now of its period, in words. */
  kept(chosen: Chosen, time: string): string;
  /** Why nobody can change it here; empty where it can be changed. */
  fixed: string;
  /** The first is counted; `at` is its column of when a row came. */
  tables: readonly [Table, ...Table[]];
  at: string | null;
}

const years = (count: number) => `${count} ${count === 1 ? 'year' : 'years'}`;
const stays = { endsByItself: false, to: null } as const;
const ends = { endsByItself: true, to: null, fixed: '' } as const;
const accounts = 'The register is part of the school’s accounts: auditors ask what became of every thing.';

/** Counting these would read a year of what thousands of computers sent. */
export const uncounted: readonly Table[] = ['device_record'];
export const records: readonly Kept[] = [
  {
    ...{ key: 'reports', kind: 'devices', ...ends, at: 'received_at' },
    tables: ['device_record', 'posture_change'],
    what: 'What computers reported of themselves: findings and how they changed, hardware, programs, events',
    about: 'Whoever uses a computer, by its name; of local accounts only administrators and findings by name',
    why: 'To prove the promises about computers',
    period: 'reports',
    kept: (_, time) => `${time} and a week at most; the last of each computer while it is here`,
  },
  {
    ...{ key: 'inventory', kind: 'devices', ...stays, at: 'enrolled_at' },
    tables: [
      'device',
      'device_section',
      'device_software',
      'device_finding',
      'device_evidence',
      'device_order',
      'enrolment_code',
      'software_counted',
      'unapproved_program',
    ],
    what: 'Each computer as it stands: parts, programs, findings, and what it was ordered to do',
    about: 'Whoever uses a computer, by its name',
    why: 'To look after computers and show how promises went',
    fixed: 'How computers stand today, and what they were told to do, is shown from it.',
    kept: () => 'While the computer is here, and its record after it has left',
  },
  {
    ...{ key: 'sittings', kind: 'devices', ...ends, tables: ['sitting_moment'], at: 'at' },
    what: 'When people signed in at a computer, by a letter code and no name; only where a policy asks for it',
    about: 'Staff and pupils who sign in',
    why: 'To follow up who used a computer when (each look is written down)',
    period: 'sittings',
    kept: (_, time) => time,
  },
  {
    ...{ key: 'network', kind: 'devices', ...ends, at: 'first_seen_at' },
    tables: ['neighbour', 'neighbour_sighting'],
    what: 'Other devices on the school’s network, by a code; addresses and names only from lists that the school brings',
    about: 'Whoever brings a device',
    why: 'To find devices that nobody knows',
    period: 'network',
    kept: (_, time) => `${time} after it was last seen, ${oursDays} days for what is the school’s`,
  },
  {
    ...{ key: 'recovery', kind: 'devices', ...stays, tables: ['disk_key', 'device_recovery'], at: 'kept_at' },
    what: 'Keys that open a disk when nothing else does, sealed; only where a policy asks for it',
    about: 'Whoever’s files are on the disk',
    why: 'To open a disk whose key is lost (each look needs a second person)',
    fixed: 'Without it what is on the disk could be lost for good.',
    kept: () => 'Until somebody removes it on the computer’s page',
  },
  {
    ...{ key: 'persons', kind: 'people', ...ends, tables: ['person'], at: 'created_at' },
    what: 'Names, groups and e-mail addresses of people of the school',
    about: 'Staff, pupils, governors and visitors on the school’s list',
    why: 'To lend things and have the rules signed',
    period: 'persons',
    kept: (_, time) => `${time} after somebody left, once no loan, answer or incident names them`,
  },
  {
    ...{ key: 'accounts', kind: 'people', ...stays, at: 'created_at' },
    tables: [
      'account',
      'passkey',
      'second_step',
      'recovery_code',
      'known_browser',
      'directory_identity',
      'api_token',
    ],
    what: 'Accounts of this console and how each signs in; passwords only as hashes',
    about: 'Whoever has an account',
    why: 'To know who does what',
    fixed: 'The log says who did what, and has to be able to name them.',
    kept: () => 'For good: an account is closed and not removed',
  },
  {
    ...{ key: 'sessions', kind: 'people', ...ends, tables: ['session', 'sign_in_link'], at: 'created_at' },
    what: 'Where somebody is signed in: browser and network address',
    about: 'Whoever has an account',
    why: 'So that everybody can see and end their own',
    fixed: 'It is over within days by itself.',
    kept: () => 'Until they sign out or it runs out',
  },
  {
    ...{ key: 'answers', kind: 'people', ...ends, tables: ['notice_answer', 'notice_device'], at: 'at' },
    what: 'Who has read a notice and signed the school’s rules',
    about: 'Staff and pupils who were asked',
    why: 'To show who agreed to what',
    period: 'answers',
    kept: (_, time) => `${time} after somebody left, or after the message ended`,
  },
  {
    ...{
      key: 'loans',
      kind: 'belongings',
      ...ends,
      tables: ['loan', 'loan_item', 'loan_statement', 'loan_extension', 'asset_set'],
      at: 'created_at',
    },
    what: 'Loans: what, for what, until when, the signature, what was said of use for oneself',
    about: 'Whoever has something on loan',
    why: 'To have things back, and for tax',
    period: 'loans',
    kept: (_, time) => `${time} after the loan ended`,
  },
  {
    ...{
      key: 'assets',
      kind: 'belongings',
      ...stays,
      tables: [
        ...(['asset', 'asset_history', 'asset_mistake', 'asset_import', 'asset_import_row'] as const),
        ...(['asset_check', 'asset_file', 'label_tag', 'licence', 'licence_seat'] as const),
      ],
      at: 'created_at',
    },
    what: 'The register: who holds a thing now and who held it before',
    about: 'Holders of things',
    why: 'The asset register, insurance and audit',
    fixed: accounts,
    kept: () => 'For good: what is disposed of keeps its record',
  },
  {
    ...{
      key: 'media',
      kind: 'belongings',
      ...ends,
      tables: ['school_medium', 'school_medium_event'],
      at: 'created_at',
    },
    what: 'The school’s own sticks and who has each',
    about: 'Holders of sticks',
    why: 'To know a lost one',
    period: 'media',
    kept: (_, time) => `${time} after it was retired; a lost one stays shut out for good`,
  },
  {
    ...{ key: 'suppliers', kind: 'belongings', ...stays, to: '/suppliers' },
    ...{ tables: ['supplier', 'supplier_file', 'contract', 'disposal_contractor'], at: null },
    what: 'Contacts at suppliers and contractors',
    about: 'People who work for them',
    why: 'To reach them, and to know who handles personal data',
    fixed: 'The school has to be able to say who handled its data.',
    kept: () => 'Until the school ends it, and its record after that',
  },
  {
    ...{ key: 'incidents', kind: 'happenings', endsByItself: true, to: '/incidents', at: 'noticed_at' },
    tables: ['incident', 'incident_note', 'incident_about'],
    what: 'What went wrong, what was done, whom it is about',
    about: 'Whoever reported it, and whoever it is about',
    why: 'To act on a breach in time and show it',
    fixed: '',
    kept: ({ incidentYears }) => `${years(incidentYears)} after it was closed (yours to change)`,
  },
  {
    ...{ key: 'lost', kind: 'happenings', ...stays, at: 'since' },
    tables: ['lost_device', 'quarantine', 'asset_custody'],
    what: 'Which computers were reported lost or stolen, or kept as evidence, by whom, who had what is evidence, and when it was released; never where they were',
    about: 'Whoever reported, held or released it',
    why: 'To show what was done about a loss, and that nobody changed evidence',
    fixed: 'A loss has to be told of for as long as the computer is on the record.',
    kept: () => 'While the computer is here, and its record after it has left',
  },
  {
    ...{ key: 'support', kind: 'happenings', endsByItself: true, to: '/support' },
    ...{ tables: ['support_session'], at: 'created_at' },
    what: 'Who asked to look at which screen, and the answer; never the session itself',
    about: 'Whoever sat there, and whoever asked',
    why: 'To show that nobody looked unasked',
    fixed: '',
    kept: ({ supportYears }) => `${years(supportYears)} (yours to change)`,
  },
  {
    ...{ key: 'disposals', kind: 'belongings', ...stays, at: 'asked_at' },
    tables: [
      'write_off',
      'disposal_item',
      'disposal_storage',
      'disposal_batch',
      'disposal_certificate',
      'sanitisation',
      'disposal_photo',
      'waste_paper',
      'disposal_evidence',
      'disposal_sighting',
      'stored_file',
    ],
    what: 'What left the school, who wiped it, who took it, with papers and certificates',
    about: 'Whoever wiped, agreed, handed over or collected',
    why: 'To prove that no data left with it',
    fixed: 'That no data left with a thing has to be shown for as long as the school may be asked.',
    kept: () => 'For good',
  },
  {
    ...{ key: 'stock_takes', kind: 'belongings', ...stays, at: 'started_at' },
    tables: ['stock_take', 'stock_take_item', 'stock_take_scan'],
    what: 'Stock-takes: who saw which thing where, and who signed',
    about: 'Whoever counted',
    why: 'The yearly check of the register',
    fixed: accounts,
    kept: () => 'For good',
  },
  {
    ...{ key: 'requests', kind: 'happenings', ...ends, tables: ['request'], at: 'made_at' },
    what: 'Who asked for a stick or a program, what for, and the answer',
    about: 'Whoever asked',
    why: 'To decide, and to decide alike next time',
    period: 'requests',
    kept: (_, time) => `${time} after it was decided`,
  },
  {
    ...{
      key: 'exceptions',
      kind: 'happenings',
      ...ends,
      tables: ['policy_exception', 'policy_exception_device'],
    },
    ...{ at: 'created_at' },
    what: 'Which computers are let off a rule, for whom and why',
    about: 'Whoever asked for it',
    why: 'To stand beside every figure',
    period: 'exceptions',
    kept: (_, time) => `${time} after it ended`,
  },
  {
    ...{
      key: 'decisions',
      kind: 'happenings',
      ...ends,
      tables: ['approval'],
      at: 'asked_at',
    },
    what: 'What a second person agreed to or refused',
    about: 'Whoever asked and whoever answered',
    why: 'To show that nobody decided alone',
    period: 'approvals',
    kept: (_, time) => `${time} after it was decided`,
  },
  {
    ...{
      key: 'changes',
      kind: 'happenings',
      ...stays,
      tables: ['policy_version', 'policy', 'departure', 'vulnerability'],
      at: 'asked_at',
    },
    what: 'Who changed a policy, let a computer go, or accepted a weakness, and who agreed; each signed policy, with the exceptions in it',
    about: 'Whoever asked and whoever answered',
    why: 'To show why computers were set as they were',
    fixed: 'What computers are asked to do today is told from it.',
    kept: () => 'For good',
  },
  {
    ...{ key: 'diagnostics', kind: 'happenings', ...ends, tables: ['diagnostics_part'], at: null },
    what: 'What a computer collected about itself when it was ordered to',
    about: 'Whoever uses the computer',
    why: 'To mend it',
    fixed: 'It is over within days by itself.',
    kept: () => `${diagnosticsDays} days`,
  },
  {
    ...{ key: 'letters', kind: 'console', ...ends, tables: ['delivery', 'alert_digest', 'governor_letter'] },
    ...{ at: 'created_at' },
    what: 'Letters that went out: to whom and whether they arrived',
    about: 'Whoever gets them',
    why: 'To know what did not arrive',
    fixed: 'It is over within weeks by itself.',
    kept: () => '30 days',
  },
  {
    ...{ key: 'promise_visits', kind: 'console', ...ends, tables: ['promise_visit'], at: 'at' },
    what: 'When somebody last opened the page of promises, and the time before: one line each, not a history',
    about: 'Whoever opens it',
    why: 'To tell that person what changed since then; nobody else is shown it',
    fixed: 'It is one line for each person, and nobody else is shown it.',
    kept: () => 'Until the next visit, and at most a year',
  },
  {
    ...{ key: 'backups', kind: 'console', ...stays, at: null },
    tables: ['backup', 'backup_entry', 'review', 'review_entry'],
    what: 'The registers of backups and of reviews (of systems, documents, listed own devices): who saw to which, and when',
    ...{ about: 'Whoever sees to them, or owns a device', why: 'To show that somebody saw to them' },
    ...{ fixed: 'That is shown by its history.', kept: () => 'For good' },
  },
  {
    ...{ key: 'days', kind: 'devices', ...ends, at: 'kept_at' },
    tables: ['promise_day', 'promise_look'],
    what: 'The page of promises of each day, sealed, and when each check had last looked at each computer',
    about:
      'Whoever looked at the policy, owns it or sees to a promise, where a name was written; accounts that a finding names',
    why: 'To show how promises stood on a past day',
    period: 'days',
    kept: (_, time) => `${time}; what stood behind it as long as what computers reported`,
  },
  {
    ...{ key: 'policy_reviews', kind: 'console', ...stays, at: 'written_at' },
    tables: ['policy_review', 'promise_undertaking', 'promise_record_look'],
    what: 'When the school’s policy was looked at, by whom and who owns it; who sees to a promise at risk, and by when; who looked whether a promise is kept, and what they saw',
    about: 'Whoever looked at it, owns it or sees to it, where a name was written and not a role',
    why: 'To show that the policy is looked at each year, and what was done where it did not hold',
    ...{ fixed: 'Each is a line, and auditors ask for all of them.', kept: () => 'For good' },
  },
  {
    ...{ key: 'log', kind: 'console', ...stays, to: '/audit-log', tables: ['audit'], at: 'at' },
    what: 'The audit log: who did what, and who looked at what',
    about: 'Whoever has an account, and whom their work was about',
    why: 'So that nobody is beyond oversight; an entry cannot be taken out',
    fixed: 'An entry that could be taken out would put everybody who can do that beyond oversight.',
    kept: () => 'For good',
  },
];
