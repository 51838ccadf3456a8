/** Each kind of record that says something about a person: why it is there, for how long, and in which tables. */
import type { Held } from '../../../shared/protocol/api/personal-data.ts';
import { diagnosticsDays } from '../../../shared/protocol/diagnostics.ts';
import type { Database } from '../database/index.ts';
import { keptDays as neighbourDays } from '../neighbours/index.ts';
import { keptDays as reportDays } from '../reports/index.ts';
import { keptDays as sittingDays } from '../sittings/index.ts';

type Table = keyof Database;

/** How long the school itself has chosen. */
export interface Chosen {
  incidentYears: number;
  supportYears: number;
}

export interface Kept extends Pick<Held, 'key' | 'kind' | 'what' | 'about' | 'why' | 'endsByItself' | 'to'> {
  kept(chosen: Chosen): string;
  /** The first is counted; `at` is its column of when a row came. */
  tables: readonly [Table, ...Table[]];
  at: string | null;
}

const years = (count: number) => `${count} ${count === 1 ? 'year' : 'years'}`;
const stays = { endsByItself: false, to: null } as const;
const ends = { endsByItself: true, to: null } as const;

/** Counting these would read a year of what thousands of computers sent. */
export const uncounted: readonly Table[] = ['device_record'];

export const records: readonly Kept[] = [
  {
    ...{ key: 'reports', kind: 'devices', ...ends, tables: ['device_record'], at: 'received_at' },
    what: 'What computers reported of themselves: findings, hardware, programs, events',
    about: 'Whoever uses a computer, by its name; of local accounts only administrators and findings by name',
    why: 'To prove the promises about computers',
    kept: () => `${reportDays} days (13 months); the last report of each computer while it is here`,
  },
  {
    ...{ key: 'inventory', kind: 'devices', ...stays, at: 'enrolled_at' },
    tables: [
      'device',
      'device_section',
      'device_software',
      'device_finding',
      'device_evidence',
      'posture_change',
      'device_order',
      'enrolment_code',
      'software_counted',
    ],
    what: 'Each computer as it stands: parts, programs, findings, and how they changed',
    about: 'Whoever uses a computer, by its name',
    why: 'To look after computers and show how promises went',
    kept: () => 'While the computer is here, and its record after it has left',
  },
  {
    ...{ key: 'sittings', kind: 'devices', ...ends, tables: ['sitting_moment'], at: 'at' },
    what: 'When people signed in at a computer, by a letter code and no name; only where a policy asks for it',
    about: 'Staff and pupils who sign in',
    why: 'To follow up who used a computer when (each look is written down)',
    kept: () => `${sittingDays} days`,
  },
  {
    ...{ key: 'network', kind: 'devices', ...ends, at: 'first_seen_at' },
    tables: ['neighbour', 'neighbour_sighting'],
    what: 'Other devices on the school’s network, by a code; addresses and names only from lists that the school brings',
    about: 'Whoever brings a device',
    why: 'To find devices that nobody knows',
    kept: () =>
      `${neighbourDays.others} days after it was last seen, ${neighbourDays.ours} for what is the school’s`,
  },
  {
    ...{ key: 'recovery', kind: 'devices', ...stays, tables: ['disk_key', 'device_recovery'], at: 'kept_at' },
    what: 'Keys that open a disk when nothing else does, sealed; only where a policy asks for it',
    about: 'Whoever’s files are on the disk',
    why: 'To open a disk whose key is lost (each look needs a second person)',
    kept: () => 'Until somebody removes it on the computer’s page',
  },
  {
    ...{ key: 'persons', kind: 'people', ...stays, tables: ['person'], at: 'created_at' },
    what: 'Names, groups and e-mail addresses of people of the school',
    about: 'Staff, pupils, governors and visitors on the school’s list',
    why: 'To lend things and have the rules signed',
    kept: () => 'For good: somebody who left is marked so, and their loans keep their name',
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
    kept: () => 'For good: an account is closed and not removed, so that the log can name its owner',
  },
  {
    ...{ key: 'sessions', kind: 'people', ...ends, tables: ['session', 'sign_in_link'], at: 'created_at' },
    what: 'Where somebody is signed in: browser and network address',
    about: 'Whoever has an account',
    why: 'So that everybody can see and end their own',
    kept: () => 'Until they sign out or it runs out',
  },
  {
    ...{ key: 'answers', kind: 'people', ...ends, tables: ['notice_answer', 'notice_device'], at: 'at' },
    what: 'Who has read a notice and signed the school’s rules',
    about: 'Staff and pupils who were asked',
    why: 'To show who agreed to what',
    kept: () => 'A year after somebody left, or after the message ended',
  },
  {
    ...{
      key: 'loans',
      kind: 'belongings',
      ...stays,
      tables: ['loan', 'loan_item', 'loan_statement', 'asset_set'],
      at: 'created_at',
    },
    what: 'Loans: what, for what, until when, the signature, what was said of use for oneself',
    about: 'Whoever has something on loan',
    why: 'To have things back, and for tax',
    kept: () => 'For good',
  },
  {
    ...{
      key: 'assets',
      kind: 'belongings',
      ...stays,
      tables: ['asset', 'asset_history', 'asset_check', 'asset_file', 'label_tag', 'licence', 'licence_seat'],
      at: 'created_at',
    },
    what: 'The register: who holds a thing now and who held it before',
    about: 'Holders of things',
    why: 'The asset register, insurance and audit',
    kept: () => 'For good: what is disposed of keeps its record',
  },
  {
    ...{
      key: 'media',
      kind: 'belongings',
      ...stays,
      tables: ['school_medium', 'school_medium_event'],
      at: 'created_at',
    },
    what: 'The school’s own sticks and who has each',
    about: 'Holders of sticks',
    why: 'To know a lost one',
    kept: () => 'For good',
  },
  {
    ...{ key: 'suppliers', kind: 'belongings', ...stays, to: '/suppliers' },
    ...{ tables: ['supplier', 'contract', 'disposal_contractor'], at: null },
    what: 'Contacts at suppliers and contractors',
    about: 'People who work for them',
    why: 'To reach them, and to know who handles personal data',
    kept: () => 'Until the school ends it, and its record after that',
  },
  {
    ...{ key: 'incidents', kind: 'happenings', endsByItself: true, to: '/incidents', at: 'noticed_at' },
    tables: ['incident', 'incident_note', 'incident_about'],
    what: 'What went wrong, what was done, whom it is about',
    about: 'Whoever reported it, and whoever it is about',
    why: 'To act on a breach in time and show it',
    kept: ({ incidentYears }) => `${years(incidentYears)} after it was closed (yours to change)`,
  },
  {
    ...{ key: 'lost', kind: 'happenings', ...stays, tables: ['lost_device'], at: 'since' },
    what: 'Which computers were reported lost or stolen, by whom, and when they were released; never where they were',
    about: 'Whoever reported or released it',
    why: 'To show what was done about a loss',
    kept: () => 'While the computer is here, and its record after it has left',
  },
  {
    ...{ key: 'support', kind: 'happenings', endsByItself: true, to: '/support' },
    ...{ tables: ['support_session'], at: 'created_at' },
    what: 'Who asked to look at which screen, and the answer; never the session itself',
    about: 'Whoever sat there, and whoever asked',
    why: 'To show that nobody looked unasked',
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
      'waste_paper',
      'disposal_evidence',
      'disposal_sighting',
      'stored_file',
    ],
    what: 'What left the school, who wiped it, who took it, with papers and certificates',
    about: 'Whoever wiped, agreed, handed over or collected',
    why: 'To prove that no data left with it',
    kept: () => 'For good',
  },
  {
    ...{ key: 'stock_takes', kind: 'belongings', ...stays, at: 'started_at' },
    tables: ['stock_take', 'stock_take_item', 'stock_take_scan'],
    what: 'Stock-takes: who saw which thing where, and who signed',
    about: 'Whoever counted',
    why: 'The yearly check of the register',
    kept: () => 'For good',
  },
  {
    ...{ key: 'requests', kind: 'happenings', ...stays, tables: ['request'], at: 'made_at' },
    what: 'Who asked for a stick or a program, what for, and the answer',
    about: 'Whoever asked',
    why: 'To decide, and to decide alike next time',
    kept: () => 'For good',
  },
  {
    ...{
      key: 'exceptions',
      kind: 'happenings',
      ...stays,
      tables: ['policy_exception', 'policy_exception_device'],
    },
    ...{ at: 'created_at' },
    what: 'Which computers are let off a rule, for whom and why',
    about: 'Whoever asked for it',
    why: 'To stand beside every figure',
    kept: () => 'For good; it ends on its day',
  },
  {
    ...{
      key: 'decisions',
      kind: 'happenings',
      ...stays,
      tables: ['approval', 'departure', 'policy_version', 'vulnerability'],
      at: 'asked_at',
    },
    what: 'What a second person agreed to or refused',
    about: 'Whoever asked and whoever answered',
    why: 'To show that nobody decided alone',
    kept: () => 'For good',
  },
  {
    ...{ key: 'diagnostics', kind: 'happenings', ...ends, tables: ['diagnostics_part'], at: null },
    what: 'What a computer collected about itself when it was ordered to',
    about: 'Whoever uses the computer',
    why: 'To mend it',
    kept: () => `${diagnosticsDays} days`,
  },
  {
    ...{ key: 'letters', kind: 'console', ...ends, tables: ['delivery', 'alert_digest', 'governor_letter'] },
    ...{ at: 'created_at' },
    what: 'Letters that went out: to whom and whether they arrived',
    about: 'Whoever gets them',
    why: 'To know what did not arrive',
    kept: () => '30 days',
  },
  {
    ...{ key: 'promise_visits', kind: 'console', ...ends, tables: ['promise_visit'], at: 'at' },
    what: 'When somebody last opened the page of promises, and the time before: one line each, not a history',
    about: 'Whoever opens it',
    why: 'To tell that person what changed since then; nobody else is shown it',
    kept: () => 'Until the next visit, and at most a year',
  },
  {
    ...{ key: 'backups', kind: 'console', ...stays, tables: ['backup', 'backup_entry'], at: null },
    what: 'The register of the school’s backups: who looked after which, and how each went',
    about: 'Whoever looks after them',
    why: 'To show that data can be had back',
    kept: () => 'For good',
  },
  {
    ...{ key: 'policy_reviews', kind: 'console', ...stays, at: 'written_at' },
    tables: ['policy_review', 'promise_day'],
    what: 'When the school’s policy was looked at, by whom and who owns it; the kept page of each day repeats the last look',
    about: 'Whoever looked at it or owns it, where a name was written and not a role',
    why: 'To show that the policy is looked at each year',
    kept: () => 'For good',
  },
  {
    ...{ key: 'log', kind: 'console', ...stays, to: '/audit-log', tables: ['audit'], at: 'at' },
    what: 'The audit log: who did what, and who looked at what',
    about: 'Whoever has an account, and whom their work was about',
    why: 'So that nobody is beyond oversight; an entry cannot be taken out',
    kept: () => 'For good',
  },
];
