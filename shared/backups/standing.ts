/** How a backup stands by what was written down of it: the last good one, and the last time that restoring was tried. Pure. */
import { addMonths, dayNumber, sayDay } from '../assets/dates.ts';

export const backupKinds = ['made', 'restored'] as const;
export type BackupKind = (typeof backupKinds)[number];
export const backupKindWords: Record<BackupKind, string> = {
  made: 'A backup was made',
  restored: 'Restoring was tried',
};

export interface BackupPlan {
  /** At most so many days between two backups. */
  everyDays: number;
  /** Restoring is tried again after so many months. */
  testMonths: number;
}

export interface BackupEntry {
  kind: BackupKind;
  /** `2026-11-22` */
  doneOn: string;
  good: boolean;
}

export interface Standing {
  /** Unknown while nobody wrote anything down. */
  state: 'met' | 'not_met' | 'unknown';
  words: string;
}

const lastOf = (entries: readonly BackupEntry[], kind: BackupKind, good: boolean) =>
  entries
    .filter(one => one.kind === kind && one.good === good)
    .map(one => one.doneOn)
    .sort()
    .at(-1);

/** Of the last backup: late, or the newest one failed. */
export function madeStanding(plan: BackupPlan, entries: readonly BackupEntry[], today: string): Standing {
  const good = lastOf(entries, 'made', true);
  const failed = lastOf(entries, 'made', false);
  if (good === undefined && failed === undefined)
    return { state: 'unknown', words: 'None is written down yet' };
  if (good === undefined || (failed !== undefined && failed > good))
    return {
      state: 'not_met',
      words: `Failed on ${sayDay(failed ?? '')}${good === undefined ? ', and none was good yet' : `; the last good one is of ${sayDay(good)}`}`,
    };
  const late = (dayNumber(today) ?? 0) - (dayNumber(good) ?? 0) - plan.everyDays;
  if (late > 0)
    return { state: 'not_met', words: `Overdue for ${sayDays(late)}: the last is of ${sayDay(good)}` };
  return { state: 'met', words: `Made on ${sayDay(good)}` };
}

const sayDays = (days: number) => (days === 1 ? 'one day' : `${days} days`);

/** Of restoring: a backup that nobody tried to read is none yet. */
export function testStanding(plan: BackupPlan, entries: readonly BackupEntry[], today: string): Standing {
  const good = lastOf(entries, 'restored', true);
  const failed = lastOf(entries, 'restored', false);
  if (good === undefined && failed === undefined) return { state: 'unknown', words: 'Never tried' };
  if (good === undefined || (failed !== undefined && failed > good))
    return { state: 'not_met', words: `Did not work on ${sayDay(failed ?? '')}` };
  const due = addMonths(good, plan.testMonths);
  if (due < today)
    return { state: 'not_met', words: `Due since ${sayDay(due)}: last tried on ${sayDay(good)}` };
  return { state: 'met', words: `Worked on ${sayDay(good)}, due again by ${sayDay(due)}` };
}
