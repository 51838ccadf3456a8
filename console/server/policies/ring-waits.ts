/** How long a ring waits: the next group begins on a school day, where the school keeps its calendar here. */
import { onSchoolDay } from '../../../shared/school-days.ts';
import { calendarForDevices } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import type { Ring } from './places.ts';

const minuteMs = 60_000;

/** Puts a moment on a school day; without a calendar it stays where it is. */
export type OnSchoolDay = (at: number) => number;

export async function schoolDays(tx: Tx, schoolId: string): Promise<OnSchoolDay> {
  const { timeZone } = await readSchool(tx, schoolId);
  const calendar = await calendarForDevices(tx, schoolId, timeZone);
  return calendar === null ? at => at : at => onSchoolDay(at, timeZone, calendar);
}

/**
 * When the ring after this one begins, or the last one counts as done, which goes by the clock alone. A wait of nought was
 * chosen so, whatever the day.
 */
export function whenNext(
  rings: readonly Pick<Ring, 'waitMinutes'>[],
  ring: number,
  at: number,
  onDay: OnSchoolDay,
): number {
  const wait = (rings[ring]?.waitMinutes ?? 0) * minuteMs;
  return wait === 0 || ring >= rings.length - 1 ? at + wait : onDay(at + wait);
}
