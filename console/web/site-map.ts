/** Every page that has a place in the navigation: its address, its name and the permission it needs. */
import {
  type Icon,
  IconAlertTriangle,
  IconApps,
  IconArrowsExchange,
  IconBell,
  IconBuildingCommunity,
  IconCalendar,
  IconCertificate,
  IconChecklist,
  IconClipboardCheck,
  IconDatabaseExport,
  IconDeviceLaptop,
  IconEyeCheck,
  IconFileText,
  IconFolders,
  IconHistory,
  IconHome,
  IconInbox,
  IconKey,
  IconLink,
  IconListCheck,
  IconPackages,
  IconQrcode,
  IconRadar2,
  IconSchool,
  IconScreenShare,
  IconShieldCheck,
  IconShieldOff,
  IconSpeakerphone,
  IconTool,
  IconTrash,
  IconTruckDelivery,
  IconUsb,
  IconUser,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';

/** In the order of the navigation; each but the first has its name over it. */
export const parts = ['daily', 'things', 'set-up'] as const;
type Part = (typeof parts)[number];

export interface Place {
  path: string;
  name: string;
  /** What everybody but the technician reads instead. */
  plainName?: string;
  permission: string;
  /** Whoever has this permission finds it on another page. */
  unless?: string;
  icon: Icon;
  part: Part;
}

export const places: readonly Place[] = [
  { path: '/overview', name: 'Overview', permission: 'overview.read', icon: IconHome, part: 'daily' },
  { path: '/devices', name: 'Devices', permission: 'devices.read', icon: IconDeviceLaptop, part: 'daily' },
  {
    path: '/queue',
    name: 'Approval queue',
    permission: 'queue.read',
    icon: IconClipboardCheck,
    part: 'daily',
  },
  { path: '/requests', name: 'Requests', permission: 'requests.read', icon: IconInbox, part: 'daily' },
  { path: '/promises', name: 'Promises', permission: 'promises.read', icon: IconSchool, part: 'daily' },
  { path: '/notices', name: 'Notices', permission: 'notices.read', icon: IconSpeakerphone, part: 'daily' },
  // Before the incidents, so that the data protection officer begins here.
  {
    path: '/personal-data',
    name: 'Personal data',
    permission: 'personal_data.read',
    icon: IconEyeCheck,
    part: 'daily',
  },
  {
    path: '/incidents',
    name: 'Incidents',
    permission: 'incidents.read',
    icon: IconAlertTriangle,
    part: 'daily',
  },
  {
    path: '/policies',
    name: 'Policies',
    plainName: 'Changes to agree to',
    permission: 'policies.read',
    icon: IconShieldCheck,
    part: 'daily',
  },
  // Before the approvals, so that the business manager begins here.
  { path: '/upkeep', name: 'Upkeep', permission: 'upkeep.read', icon: IconTool, part: 'things' },
  {
    path: '/approvals',
    name: 'Second person',
    plainName: 'Waiting for you',
    permission: 'approvals.read',
    icon: IconUserCheck,
    part: 'daily',
  },
  {
    path: '/policies/exceptions',
    name: 'Exceptions',
    permission: 'exceptions.read',
    unless: 'policies.read',
    icon: IconShieldOff,
    part: 'daily',
  },
  {
    path: '/reports',
    name: 'Reports',
    permission: 'reports.read',
    unless: 'promises.read',
    icon: IconFileText,
    part: 'daily',
  },
  { path: '/software', name: 'Software', permission: 'software.read', icon: IconApps, part: 'daily' },
  { path: '/yours', name: 'Yours', permission: 'own.read', icon: IconUser, part: 'daily' },
  { path: '/media', name: 'Media', permission: 'media.read', icon: IconUsb, part: 'things' },
  { path: '/assets', name: 'Assets', permission: 'assets.read', icon: IconPackages, part: 'things' },
  { path: '/loans', name: 'Loans', permission: 'loans.read', icon: IconArrowsExchange, part: 'things' },
  {
    path: '/stock-takes',
    name: 'Stock-takes',
    permission: 'stock_takes.read',
    icon: IconListCheck,
    part: 'things',
  },
  {
    path: '/suppliers',
    name: 'Suppliers',
    permission: 'suppliers.read',
    icon: IconTruckDelivery,
    part: 'things',
  },
  { path: '/licences', name: 'Licences', permission: 'licences.read', icon: IconCertificate, part: 'things' },
  { path: '/backups', name: 'Backups', permission: 'backups.read', icon: IconDatabaseExport, part: 'things' },
  { path: '/reviews', name: 'Reviews', permission: 'reviews.read', icon: IconChecklist, part: 'things' },
  { path: '/disposals', name: 'Disposals', permission: 'disposals.read', icon: IconTrash, part: 'things' },
  {
    path: '/neighbours',
    name: 'Unknown devices',
    permission: 'neighbours.read',
    icon: IconRadar2,
    part: 'things',
  },
  {
    path: '/enrolment-codes',
    name: 'Enrolment codes',
    permission: 'codes.manage',
    icon: IconQrcode,
    part: 'set-up',
  },
  {
    path: '/calendar',
    name: 'School calendar',
    permission: 'calendar.read',
    icon: IconCalendar,
    part: 'set-up',
  },
  { path: '/alerts', name: 'Alerts', permission: 'alerts.read', icon: IconBell, part: 'set-up' },
  { path: '/groups', name: 'Groups', permission: 'groups.read', icon: IconFolders, part: 'set-up' },
  { path: '/people', name: 'People', permission: 'people.manage', icon: IconUsers, part: 'set-up' },
  { path: '/tokens', name: 'API tokens', permission: 'tokens.manage', icon: IconKey, part: 'set-up' },
  {
    path: '/support',
    name: 'Remote support',
    permission: 'support.read',
    icon: IconScreenShare,
    part: 'set-up',
  },
  {
    path: '/pupil-link',
    name: 'Link for pupils',
    permission: 'pupil_link.edit',
    icon: IconLink,
    part: 'set-up',
  },
  {
    path: '/audit-log',
    name: 'Audit log',
    plainName: 'What was changed',
    permission: 'audit.read',
    icon: IconHistory,
    part: 'set-up',
  },
  { path: '/school', name: 'School', permission: 'school.edit', icon: IconBuildingCommunity, part: 'set-up' },
];

/** What has no place in the navigation of its own, for the search; `also` is what else people call it. */
export interface Corner {
  path: string;
  name: string;
  also: string;
  permission: string | null;
}

export const corners: readonly Corner[] = [
  {
    path: '/account',
    name: 'Your account',
    also: 'password passkey second step code sessions sign in settings',
    permission: null,
  },
  {
    path: '/webhooks',
    name: 'Webhooks',
    also: 'alerts notify program api signature',
    permission: 'webhooks.manage',
  },
  {
    path: '/directories',
    name: 'Sign-in with Microsoft or Google',
    also: 'entra azure single sign-on sso openid oidc directory groups settings',
    permission: 'directories.manage',
  },
  {
    path: '/people/everybody',
    name: 'Everybody',
    also: 'people staff pupils holders',
    permission: 'persons.read',
  },
  {
    path: '/policies/exceptions',
    name: 'Exceptions',
    also: 'policies presenting lock',
    permission: 'exceptions.read',
  },
  {
    path: '/policies/rules',
    name: 'Rules for policy changes',
    also: 'settings approval second person roll-out rings',
    permission: 'policies.read',
  },
  { path: '/school', name: 'Words for asset states', also: 'status label rename', permission: 'school.edit' },
  {
    path: '/promises/words',
    name: 'Words of the promises',
    also: 'clauses policy',
    permission: 'clauses.edit',
  },
  {
    path: '/promises/not-yet',
    name: 'What cannot be shown yet',
    also: 'requirements promises gaps policy lines',
    permission: 'promises.read',
  },
  {
    path: '/software/not-approved',
    name: 'Not approved',
    also: 'programs allow',
    permission: 'software.read',
  },
  { path: '/vulnerabilities', name: 'Vulnerabilities', also: 'weaknesses cve', permission: 'software.read' },
  {
    path: '/vulnerabilities/advisories',
    name: 'Advisories',
    also: 'vulnerabilities feeds import settings',
    permission: 'software.read',
  },
  {
    path: '/software/support-ends',
    name: 'Ends of support',
    also: 'software out of date',
    permission: 'software.read',
  },
  { path: '/assets/new', name: 'Enter an asset', also: 'new register', permission: 'assets.edit' },
  {
    path: '/assets/import',
    name: 'Import assets',
    also: 'spreadsheet csv register',
    permission: 'assets.edit',
  },
  { path: '/assets/mistakes', name: 'Entered by mistake', also: 'delete', permission: 'assets.read' },
  {
    path: '/checks',
    name: 'Tests and maintenance',
    also: 'pat electrical safety inspection passcode due upkeep',
    permission: 'assets.read',
  },
  { path: '/labels', name: 'Labels', also: 'print tags qr assets', permission: 'assets.edit' },
  { path: '/loans/new', name: 'New loan', also: 'lend hand over', permission: 'loans.edit' },
  { path: '/loans/sets', name: 'Trolleys and sets', also: 'loans', permission: 'loans.read' },
  { path: '/loans/agreement', name: 'Loan agreement', also: 'settings wording', permission: 'loans.read' },
  {
    path: '/notices/new',
    name: 'Write a message',
    also: 'notices tell announcement',
    permission: 'notices.edit',
  },
  {
    path: '/notices/round',
    name: 'Have the rules signed',
    also: 'acceptable use policy aup campaign signatures',
    permission: 'notices.edit',
  },
  {
    path: '/notices/rules',
    name: 'The rules that are signed',
    also: 'acceptable use policy aup agreement wording',
    permission: 'notices.read',
  },
  {
    path: '/neighbours/import',
    name: 'Import a list of the network',
    also: 'dhcp leases arp mac addresses csv unknown devices',
    permission: 'neighbours.edit',
  },
  { path: '/media/import', name: 'Import media', also: 'usb sticks csv', permission: 'media.edit' },
  {
    path: '/disposals/write-offs/new',
    name: 'New write-off',
    also: 'disposal weee',
    permission: 'disposals.edit',
  },
  {
    path: '/disposals/things',
    name: 'Left and leaving',
    also: 'disposals disposed sold past everything serial',
    permission: 'disposals.read',
  },
  {
    path: '/disposals/contractors',
    name: 'Contractors',
    also: 'disposals weee recycler rules settings',
    permission: 'disposals.read',
  },
];

/** The place's name in the navigation and over its page. */
export function nameOf(place: Place, role: string): string {
  return (role === 'technician' ? undefined : place.plainName) ?? place.name;
}

/** The navigation of somebody who may do this much. */
export function placesOf(may: readonly string[]): Place[] {
  return places.filter(
    ({ permission, unless }) => may.includes(permission) && !(unless !== undefined && may.includes(unless)),
  );
}

/** Where somebody starts: the headteacher at the promises, the technician at the overview. */
export function homeOf(may: readonly string[]): string {
  return placesOf(may)[0]?.path ?? '/account';
}
