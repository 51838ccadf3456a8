/**
 * How storage is made unreadable, and what each way counts as in the words of NIST SP 800-88 Rev. 2. The category follows
 * from the way and the medium; nobody chooses it, because an overwritten SSD would be called a purge by half of us.
 */

import { sayDay } from '../assets/dates.ts';

export const media = ['magnetic', 'flash', 'hybrid', 'unknown'] as const;
export type Media = (typeof media)[number];
export const mediaWords: Record<Media, string> = {
  magnetic: 'Hard disk (magnetic)',
  flash: 'SSD or other flash',
  hybrid: 'Hybrid disk',
  unknown: 'Not known',
};

export const categories = ['clear', 'purge', 'destroy'] as const;
export type Category = (typeof categories)[number];
export const categoryWords: Record<Category, string> = { clear: 'Clear', purge: 'Purge', destroy: 'Destroy' };
export const categoryMeaning: Record<Category, string> = {
  clear: 'defeats simple recovery through the drive’s normal interface',
  purge: 'defeats recovery in a laboratory',
  destroy: 'the storage can never be used again',
};

interface Method {
  words: string;
  category: Category;
  /** Done by hand on the thing itself, and seen by a witness. */
  physical: boolean;
  /** Media on which it does nothing. */
  uselessOn?: readonly Media[];
}

export const methods = {
  overwrite: { words: 'Overwritten', category: 'clear', physical: false },
  block_erase: { words: 'The drive’s own block erase or sanitise', category: 'purge', physical: false },
  crypto_erase: { words: 'Cryptographic erase', category: 'purge', physical: false },
  degauss: {
    words: 'Degaussed',
    category: 'purge',
    physical: false,
    uselessOn: ['flash', 'hybrid', 'unknown'],
  },
  shred: { words: 'Shredded', category: 'destroy', physical: true },
  disintegrate: { words: 'Disintegrated or pulverised', category: 'destroy', physical: true },
  incinerate: { words: 'Incinerated or melted', category: 'destroy', physical: true },
  crush: { words: 'Crushed or broken, every chip or platter', category: 'destroy', physical: true },
} as const satisfies Record<string, Method>;
export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as [MethodName, ...MethodName[]];
export const methodOf = (name: MethodName): Method => methods[name];

/** Why this way does nothing for this medium, or undefined. */
export function whyUseless(name: MethodName, medium: Media): string | undefined {
  if (!(methodOf(name).uselessOn ?? []).includes(medium)) return undefined;
  return medium === 'unknown'
    ? 'A magnet does nothing to flash. Say first that this is a magnetic disk.'
    : 'A magnet does nothing to flash. Use the drive’s own sanitise command, or destroy it.';
}

/** "Clear, not Purge: …", where people often believe more. */
export function caveatOf(name: MethodName, medium: Media): string | undefined {
  if (name === 'overwrite' && medium !== 'magnetic')
    return 'Overwriting an SSD is Clear, not Purge: cells that the drive keeps in reserve are not reached. Purge needs the drive’s own sanitise command or a cryptographic erase.';
  if (name === 'overwrite')
    return 'Overwriting is Clear: it defeats simple recovery, not a laboratory. That is usual for a school’s data.';
  if (name === 'degauss') return 'Rev. 2 no longer accepts degaussing as Destroy.';
  return undefined;
}

export const results = ['passed', 'passed_with_warning', 'failed', 'aborted'] as const;
export type Result = (typeof results)[number];
export const resultWords: Record<Result, string> = {
  passed: 'Passed',
  passed_with_warning: 'Passed with a warning',
  failed: 'Failed',
  aborted: 'Stopped before the end',
};

export const verifications = ['none', 'full', 'sample', 'tool', 'seen'] as const;
export type Verification = (typeof verifications)[number];
export const verificationWords: Record<Verification, string> = {
  none: 'Not verified',
  full: 'Read back in full',
  sample: 'Read back in samples',
  tool: 'The tool or drive reported success',
  seen: 'Seen by the witness',
};

/** “Read back in full, says Vera”. A destruction is verified by its witness, who is named beside it. */
export function sayVerified(one: {
  verification: Verification;
  verifiedBy: string | null;
  /** Left out in what was frozen before it was kept. */
  samplePercent?: number | null;
}): string {
  const share = one.samplePercent == null ? '' : ` (${one.samplePercent} %)`;
  const how = `${verificationWords[one.verification]}${share}`;
  return one.verifiedBy === null || one.verification === 'seen' ? how : `${how}, says ${one.verifiedBy}`;
}

/** Sectors that a drive can hide from whoever overwrites it. */
export const hiddenWords = {
  yes: 'None left',
  no: 'Not erased',
  unknown: 'Not known',
} as const;

/** The medium that a device's own inventory names. */
export function mediumOf(kind: string): Media {
  if (kind === 'hdd') return 'magnetic';
  return kind === 'ssd' || kind === 'nvme' ? 'flash' : 'unknown';
}

/** Makers print these where they gave no serial number. */
const noSerial = /^(0+|N\/?A|NONE|UNKNOWN|XXXXXX+|\?+|NOTSPECIFIED|NOTAVAILABLE)$/;

/** What two serials of storage are compared by; null for what is none. Spaces and case never tell two apart. */
export function storageKey(serial: string | null | undefined): string | null {
  const key = (serial ?? '').toUpperCase().replace(/[\s_]+/g, '');
  if (key.length < 3 || noSerial.test(key)) return null;
  return /^[\x21-\x7e]+$/.test(key) ? key : null;
}

/** “from 20 Nov 2026, 09:00:57 to 09:03:42”: by the clock of what or who wiped, `2026-11-20 09:00:57` or `2026-11-20 09:00`. */
export function sayRan({ from, to }: { from: string; to: string }): string {
  const [[day = '', begun = ''], [last = '', ended = '']] = [from.split(' '), to.split(' ')];
  return `from ${sayDay(day)}, ${begun} to ${last === day ? '' : `${sayDay(last)}, `}${ended}`;
}
