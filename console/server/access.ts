/** Who may do what: the one table. Every route names a row of it, and OpenAPI prints it. */

import { type Role, roles } from '../../shared/protocol/api/common.ts';
import type { Nudge } from '../../shared/protocol/api/feed.ts';

const leaders = ['technician', 'headteacher'] as const;
/** Those who keep what the school owns, and those who watch over it. */
const keepers = ['technician', 'business_manager'] as const;
/** Everybody with an account who works at the school. */
const workers = [
  'technician',
  'headteacher',
  'business_manager',
  'safeguarding_lead',
  'data_protection_officer',
  'staff',
] as const;
const keepersAndHead = ['technician', 'headteacher', 'business_manager'] as const;

export const access = {
  'session.own': roles,
  /** One's own computer as it stands, and what one has on loan. The technician finds both among all. */
  'own.read': ['headteacher', 'business_manager', 'safeguarding_lead', 'data_protection_officer', 'staff'],
  /** That something is wrong: an incident begins, which they may not read. */
  'own.report': ['headteacher', 'business_manager', 'safeguarding_lead', 'data_protection_officer', 'staff'],
  /** Signing for what is lent to oneself. */
  'own.sign': ['headteacher', 'business_manager', 'safeguarding_lead', 'data_protection_officer', 'staff'],
  'promises.read': leaders,
  'summary.read': leaders,
  'overview.read': ['technician'],
  'devices.read': ['technician'],
  'devices.edit': ['technician'],
  /** As the second person: that a removed device has left, and is no longer counted. */
  'departures.agree': leaders,
  'orders.read': ['technician'],
  /** When people signed in, where a school keeps that: never a name, and each look is in the audit log. */
  'sittings.read': ['technician'],
  'orders.give': ['technician'],
  'recovery.give': ['technician'],
  /** Who asked to look at whose screen: whoever answers for people, and for the data, can read it. */
  'support.read': ['technician', 'headteacher', 'data_protection_officer'],
  'support.use': ['technician'],
  'support.rules': ['technician', 'headteacher', 'data_protection_officer'],
  /** Other devices on the network, and whose they are. */
  'neighbours.read': ['technician'],
  'neighbours.edit': ['technician'],
  /** Of disks. Which there are, that one is seen, and the second person's yes to it. */
  'recovery_keys.read': ['technician'],
  'recovery_keys.edit': ['technician'],
  'recovery_keys.reveal': ['technician'],
  'recovery_keys.agree': leaders,
  'queue.read': ['technician'],
  'queue.decide': ['technician'],
  'codes.manage': ['technician'],
  'groups.read': ['technician'],
  'groups.edit': ['technician'],
  'policies.read': leaders,
  'policies.edit': ['technician'],
  /** As the second person: never of what one wrote oneself. */
  'policies.approve': leaders,
  /** Which computers are let off which promise, why and until when. */
  'exceptions.read': ['technician', 'headteacher', 'safeguarding_lead'],
  /** Each kind of approval names the row that its second person needs; whoever asked sees it too. */
  'approvals.read': keepersAndHead,
  /** What people at computers are told, and who has signed the school’s rules. */
  'notices.read': leaders,
  'notices.edit': leaders,
  'requests.read': ['technician'],
  'requests.decide': ['technician'],
  /** Who has to know of a breach, and whoever answers for the data. */
  'incidents.read': ['technician', 'headteacher', 'safeguarding_lead', 'data_protection_officer'],
  'incidents.edit': ['technician', 'headteacher', 'safeguarding_lead', 'data_protection_officer'],
  /** What is kept about people, how long, and who looked. */
  'personal_data.read': ['data_protection_officer'],
  /** For how long each kind of record is kept, within its bounds. */
  'personal_data.change': ['data_protection_officer'],
  /** How long closed ones are kept. */
  'incidents.rules': ['headteacher', 'data_protection_officer'],
  /** When alerts go out, to whom, and whether they arrived. */
  'alerts.read': leaders,
  'alerts.edit': ['technician'],
  'webhooks.manage': ['technician'],
  'media.read': ['technician'],
  'media.edit': ['technician'],
  /** The headteacher reads what the school owns, and changes nothing of it. */
  'assets.read': keepersAndHead,
  'assets.edit': keepers,
  /** What of the school’s things needs somebody, and what they cost. */
  'upkeep.read': keepersAndHead,
  /** Who the school buys from, and who handles personal data for it (O-10). */
  'suppliers.read': ['technician', 'headteacher', 'business_manager', 'data_protection_officer'],
  'suppliers.edit': keepers,
  /** What is backed up, and when restoring was tried (N-01). */
  'backups.read': keepersAndHead,
  'backups.edit': keepers,
  /** What is looked at on set days (H-04, J-04, K-04). */
  'reviews.read': [...keepersAndHead, 'safeguarding_lead'],
  'reviews.edit': [...keepersAndHead, 'safeguarding_lead'],
  'licences.read': keepersAndHead,
  'licences.edit': keepers,
  /** The key itself: each look is in the audit log, and asks again who is there. */
  'licences.see_key': keepers,
  'software.read': ['technician'],
  'software.edit': ['technician'],
  /** What has personal data on it: who has it, and what became of it. */
  'loans.read': [...keepersAndHead, 'data_protection_officer'],
  'loans.edit': keepers,
  'stock_takes.read': keepersAndHead,
  'stock_takes.count': keepers,
  /** As the second person: never of what one counted oneself. */
  'stock_takes.sign': keepersAndHead,
  /** As the line manager who was asked, and nobody else (L-01): anybody who works here may be that. */
  'loans.approve': workers,
  /** Everybody of the school, with or without an account. */
  'persons.read': keepersAndHead,
  'persons.edit': keepers,
  'disposals.read': [...keepersAndHead, 'data_protection_officer'],
  'disposals.edit': keepers,
  /** As the second person, and the governors’ minute. */
  'disposals.approve': keepersAndHead,
  /** That less is asked of disposals: a higher governors’ limit, or less done to storage. */
  'disposals.loosen': ['headteacher'],
  'people.manage': ['technician'],
  /** As the second person: that somebody gets or loses a role which decides something, or another way to sign in. */
  'accounts.agree': leaders,
  /** By which directories people sign in, and which of their groups have a role. */
  'directories.manage': ['technician'],
  'tokens.manage': ['technician'],
  /** The headteacher must be able to watch over those who watch (C-15), and so must whoever answers for the data. */
  'audit.read': ['technician', 'headteacher', 'data_protection_officer'],
  /** Changes made elsewhere, written into the same log (J-03: limited to approved people). */
  'audit.enter': leaders,
  'school.edit': ['technician'],
  'clauses.read': leaders,
  'clauses.edit': leaders,
  /** Reports that were kept for the governors: no person, no computer, no small number. */
  'reports.read': ['technician', 'headteacher', 'safeguarding_lead', 'data_protection_officer', 'governor'],
  /** To keep one for good. Who may read the promises may see it before. */
  'governors.keep': leaders,
  'calendar.read': keepersAndHead,
  'calendar.edit': leaders,
  /** The link on pupils’ computers is the safeguarding lead’s to choose (D-11). */
  'pupil_link.read': ['technician', 'safeguarding_lead'],
  'pupil_link.edit': ['safeguarding_lead'],
} as const satisfies Record<string, readonly Role[]>;

/** What a nudge of the browser feed is about, and the rows of which a reader has one. Names of devices go with `devices.read`. */
export const topics = {
  devices: ['devices.read', 'promises.read'],
  device: ['devices.read'],
  queue: ['queue.read', 'promises.read'],
  codes: ['codes.manage'],
  groups: ['groups.read', 'policies.read'],
  people: ['people.manage', 'tokens.manage', 'persons.read'],
  audit: ['audit.read'],
  school: ['session.own'],
  policies: ['policies.read', 'exceptions.read'],
  software: ['software.read'],
  media: ['media.read'],
  notices: ['notices.read'],
  requests: ['requests.read'],
  incidents: ['incidents.read'],
  support: ['support.read'],
  alerts: ['alerts.read'],
  approvals: ['approvals.read'],
  disposals: ['disposals.read'],
  assets: ['assets.read', 'loans.read', 'suppliers.read', 'own.read'],
} as const satisfies Record<Nudge['topics'][number], readonly Permission[]>;

export type Permission = keyof typeof access;

/** Who asks; a token may keep to less than its role. */
type Asker = string | { role: string; scopes?: readonly string[] };

export function may(who: Asker, permission: Permission): boolean {
  const { role, scopes } = typeof who === 'string' ? { role: who, scopes: undefined } : who;
  if (scopes !== undefined && permission !== 'session.own' && !scopes.includes(permission)) return false;
  return (access[permission] as readonly string[]).includes(role);
}

/** The rows that somebody has, for the pages to show only what will work. */
export function permissionsOf(who: Asker): Permission[] {
  return (Object.keys(access) as Permission[]).filter(permission => may(who, permission));
}

/** What somebody of this role hears of a nudge, or undefined when it is not for them. */
export function heardBy(role: string, { topics: about, deviceIds }: Nudge): Nudge | undefined {
  const heard = about.filter(topic => topics[topic].some(permission => may(role, permission)));
  if (heard.length === 0) return undefined;
  return { topics: heard, deviceIds: may(role, 'devices.read') ? deviceIds : [] };
}
