/** How computers are on an ordinary day, and what is wrong with some of them at the beginning. */
import type { Random } from '../agent/service/controls/fake.ts';
import type { Placed } from './roster.ts';

/** What a computer is when nothing is wrong with it. */
export const wellSituation: Record<string, string> = {
  'disk-encryption': 'bitlocker_on',
  antivirus: 'protected',
  'os-updates': 'up_to_date',
  'idle-lock': 'locks_as_asked',
  'removable-media': 'windows_blocked',
  autorun: 'windows_off',
  firewall: 'windows_on',
  'local-accounts': 'in_order',
  'password-policy': 'in_force',
  'required-software': 'all_there',
  'unwanted-software': 'none',
  'approved-software': 'only_approved',
  power: 'off',
};

interface Fault {
  situation: string;
  /** Of a hundred computers, when Caretaker came. */
  percent: number;
  /** Only of these rooms. */
  rooms?: readonly string[];
}

/** What a school finds when it looks for the first time. */
const faults: Record<string, readonly Fault[]> = {
  'disk-encryption': [
    { situation: 'not_encrypted', percent: 22 },
    { situation: 'no_recovery_key', percent: 4 },
    { situation: 'suspended', percent: 2 },
  ],
  antivirus: [
    { situation: 'signatures_old', percent: 7 },
    { situation: 'real_time_off', percent: 2 },
  ],
  'os-updates': [
    { situation: 'overdue', percent: 18 },
    { situation: 'restart_due', percent: 6 },
    { situation: 'within_time', percent: 12 },
  ],
  'idle-lock': [
    { situation: 'too_late', percent: 20 },
    { situation: 'never', percent: 9 },
    { situation: 'locks_after_20', percent: 30 },
  ],
  'removable-media': [
    { situation: 'not_protected', percent: 30 },
    { situation: 'approved_stick', percent: 3, rooms: ['STAFF', 'OFFICE'] },
  ],
  autorun: [{ situation: 'windows_asks', percent: 12 }],
  firewall: [{ situation: 'off_in_public', percent: 3 }],
  'local-accounts': [
    { situation: 'further_administrator', percent: 30, rooms: ['STAFF'] },
    { situation: 'shared_name', percent: 60, rooms: ['LIB', 'ICT'] },
  ],
  'password-policy': [{ situation: 'too_short', percent: 8 }],
  'unwanted-software': [{ situation: 'dropbox_installed', percent: 12, rooms: ['STAFF'] }],
  'approved-software': [{ situation: 'game_downloaded', percent: 4 }],
  power: [
    { situation: 'left_on', percent: 35, rooms: ['ICT', 'LIB', 'OFFICE'] },
    { situation: 'off_an_hour_later', percent: 15 },
  ],
};

export function usualSituation(control: string, { room }: Placed, random: Random): string {
  if (control === 'os-updates' && room.prefix === 'OLD') return 'unsupported';
  const here = (faults[control] ?? []).filter(one => one.rooms?.includes(room.prefix) ?? true);
  // New ones come set up as they should be.
  const share = room.week > 10 ? 0.1 : 1;
  let left = random() * 100;
  for (const { situation, percent } of here) {
    left -= percent * share;
    if (left < 0) return situation;
  }
  const well = wellSituation[control];
  if (well === undefined) throw new Error(`no usual situation for ${control}`);
  return well;
}
