/** On which days and at which moment a digest goes out: school days, INSET days, never in the holidays. */

import { dayOf } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { momentFormat } from '../../../shared/moment-format.ts';
import { calendarForDevices } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';

const dayMs = 86_400_000;
const august = 7;

export interface SchoolDays {
  timeZone: string;
  calendar: SignedCalendar | null;
  /** Without it every day is one. */
  only: boolean;
}

export async function schoolDays(tx: Tx, schoolId: string, only: boolean): Promise<SchoolDays> {
  const { timeZone } = await readSchool(tx, schoolId);
  return { timeZone, only, calendar: await calendarForDevices(tx, schoolId, timeZone) };
}

/** The clocks of the school at a moment: its day since 1970, the same as text, and the minute of the day. */
export function clocks(at: number, timeZone: string): { day: number; date: string; minute: number } {
  const parts = momentFormat(timeZone, {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at);
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return {
    ...{ date, day: Date.parse(`${date}T00:00:00Z`) / dayMs },
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Whether people are in school and read. Beyond its terms a calendar says nothing: then weekdays, but not in August. */
export function isTold({ calendar, only }: SchoolDays, day: number): boolean {
  if (!only) return true;
  const kind = calendar === null ? 'unknown' : dayOf(calendar, day).kind;
  if (kind !== 'unknown') return kind === 'school' || kind === 'inset';
  const date = new Date(day * dayMs);
  return date.getUTCDay() % 6 !== 0 && date.getUTCMonth() !== august;
}

/** Whether it is the last day before Monday on which people are in school; a week of holidays has none. */
export function endsWeek(days: SchoolDays, day: number): boolean {
  if (!isTold(days, day)) return false;
  for (let next = day + 1; new Date(next * dayMs).getUTCDay() !== 1; next++)
    if (isTold(days, next)) return false;
  return true;
}

export const minuteOf = (at: string): number => Number(at.slice(0, 2)) * 60 + Number(at.slice(3));

/** The next moment for a digest; null when there is none within a year. */
export function nextDigestAt(days: SchoolDays, at: string, now: number): number | null {
  const today = clocks(now, days.timeZone);
  for (let day = today.day; day < today.day + 366; day++) {
    if (!isTold(days, day) || (day === today.day && today.minute >= minuteOf(at))) continue;
    const guess = day * dayMs + minuteOf(at) * 60_000;
    const shown = clocks(guess, days.timeZone);
    return guess - (shown.day * dayMs + shown.minute * 60_000 - guess);
  }
  return null;
}
