/** Every page that has a place in the navigation: its address, its name and the permission it needs. */
import {
  type Icon,
  IconBuildingCommunity,
  IconClipboardCheck,
  IconDeviceLaptop,
  IconFolders,
  IconHistory,
  IconHome,
  IconKey,
  IconPackages,
  IconQrcode,
  IconSchool,
  IconShieldCheck,
  IconUsers,
} from '@tabler/icons-react';

export interface Place {
  path: string;
  name: string;
  /** What the headteacher reads instead. */
  plainName?: string;
  permission: string;
  icon: Icon;
  part: 'daily' | 'set-up';
}

export const places: readonly Place[] = [
  { path: '/overview', name: 'Overview', permission: 'overview.read', icon: IconHome, part: 'daily' },
  { path: '/devices', name: 'Devices', permission: 'devices.read', icon: IconDeviceLaptop, part: 'daily' },
  { path: '/assets', name: 'Assets', permission: 'assets.read', icon: IconPackages, part: 'daily' },
  {
    path: '/queue',
    name: 'Approval queue',
    permission: 'queue.read',
    icon: IconClipboardCheck,
    part: 'daily',
  },
  { path: '/promises', name: 'Promises', permission: 'promises.read', icon: IconSchool, part: 'daily' },
  {
    path: '/policies',
    name: 'Policies',
    plainName: 'Changes to agree to',
    permission: 'policies.read',
    icon: IconShieldCheck,
    part: 'daily',
  },
  {
    path: '/enrolment-codes',
    name: 'Enrolment codes',
    permission: 'codes.manage',
    icon: IconQrcode,
    part: 'set-up',
  },
  { path: '/groups', name: 'Groups', permission: 'groups.read', icon: IconFolders, part: 'set-up' },
  { path: '/people', name: 'People', permission: 'people.manage', icon: IconUsers, part: 'set-up' },
  { path: '/tokens', name: 'API tokens', permission: 'tokens.manage', icon: IconKey, part: 'set-up' },
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

/** The place's name in the navigation and over its page. */
export function nameOf(place: Place, role: string): string {
  return (role === 'headteacher' ? place.plainName : undefined) ?? place.name;
}

/** Where somebody starts: the headteacher at the promises, the technician at the overview. */
export function homeOf(may: readonly string[]): string {
  return places.find(place => may.includes(place.permission))?.path ?? '/account';
}
