/** What is looked at on an asset from time to time, how it ended, and when it is due again. Pure. */
import { addMonths, dayNumber } from './dates.ts';
import type { AssetKind } from './kinds.ts';
import type { AssetState } from './states.ts';

export const checkKinds = ['pat', 'inspection', 'maintenance', 'passcode'] as const;
export type CheckKind = (typeof checkKinds)[number];
export const checkResults = ['passed', 'failed'] as const;
export type CheckResult = (typeof checkResults)[number];

interface Kind {
  words: string;
  passed: string;
  failed: string;
  /** What the form proposes; the school decides by its own risk assessment. */
  months: number;
  hint: string;
}

export const checkWords: Record<CheckKind, Kind> = {
  pat: {
    words: 'Electrical test (PAT)',
    passed: 'Passed',
    failed: 'Failed',
    months: 24,
    hint: 'Portable appliance test by a competent person. How often is for the school’s own risk assessment.',
  },
  inspection: {
    words: 'Visual inspection',
    passed: 'In order',
    failed: 'Not in order',
    months: 12,
    hint: 'Cable, plug, case and fixings looked at.',
  },
  maintenance: {
    words: 'Maintenance',
    passed: 'Done',
    failed: 'Not finished',
    months: 12,
    hint: 'Serviced, cleaned or mended; say by whom and what was done.',
  },
  passcode: {
    words: 'Passcode looked at',
    passed: 'Passcode set',
    failed: 'No passcode',
    months: 4,
    hint: 'For tablets and phones, which have no agent: a passcode is set, so what is on it is encrypted.',
  },
};

export const sayResult = (kind: CheckKind, result: CheckResult): string => checkWords[kind][result];

/** Kinds that are plugged into the mains, so that a school is asked for their electrical test. */
export const mainsKinds: readonly AssetKind[] = [
  'laptop',
  'desktop',
  'server',
  'screen',
  'projector',
  'printer',
  'network',
  'audio',
];

/** The kinds whose passcode only a person can look at. */
export const passcodeKinds: readonly AssetKind[] = ['tablet', 'phone'];

/** Where a thing is that somebody may plug in or pick up. */
export const inUseStates: readonly AssetState[] = ['in_stock', 'in_service', 'on_loan'];

/** The day that the form proposes. */
export const nextFor = (kind: CheckKind, doneOn: string): string =>
  addMonths(doneOn, checkWords[kind].months);

/** Days that are looked ahead: time enough to book somebody. */
export const soonDays = 60;

/** Negative once it is over; undefined for what is no day. */
export function daysUntil(day: string, today: string): number | undefined {
  const [to, from] = [dayNumber(day), dayNumber(today)];
  return to === undefined || from === undefined ? undefined : to - from;
}

/** "12 days ago", "today", "in 3 days". */
export function sayDaysUntil(days: number): string {
  if (days === 0) return 'today';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days < 0 ? `${count} ago` : `in ${count}`;
}
