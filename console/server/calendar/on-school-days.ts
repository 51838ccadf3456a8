/** Moments that wait for a school day, where the school keeps its calendar here. */
import { onSchoolDay } from '../../../shared/school-days.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import { calendarForDevices } from './store.ts';

/** Puts a moment (UTC ms) on a school day; without a calendar it stays where it is. */
export type OnSchoolDay = (at: number) => number;

export async function onSchoolDays(tx: Tx, schoolId: string): Promise<OnSchoolDay> {
  const { timeZone } = await readSchool(tx, schoolId);
  const calendar = await calendarForDevices(tx, schoolId, timeZone);
  return calendar === null ? at => at : at => onSchoolDay(at, timeZone, calendar);
}
