/** The calendar as it is kept, and as devices get it. */
import { type SchoolCalendar, schoolCalendar } from '../../../shared/calendar/calendar.ts';
import { endingWords } from '../../../shared/calendar/ending.ts';
import { resolveCalendar } from '../../../shared/calendar/resolve.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import type { CalendarView } from '../../../shared/protocol/api/calendar.ts';
import type { Tx } from '../database/index.ts';

const nothing: CalendarView = { revision: 0, calendar: null, updatedAt: null, updatedBy: null };

export async function readCalendar(tx: Tx, schoolId: string): Promise<CalendarView> {
  const row = await tx
    .selectFrom('school_calendar')
    .selectAll()
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) return nothing;
  return {
    revision: row.revision,
    calendar: row.body === null ? null : schoolCalendar.parse(JSON.parse(row.body)),
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

/** What is signed with each group's policy; null where there are no terms. */
export async function calendarForDevices(
  tx: Tx,
  schoolId: string,
  timeZone: string,
): Promise<SignedCalendar | null> {
  const { calendar } = await readCalendar(tx, schoolId);
  return calendar === null ? null : resolveCalendar(calendar, timeZone);
}

/** What to say while the calendar is about to end, or has ended; undefined otherwise. */
export async function calendarEnding(tx: Tx, schoolId: string, now: number): Promise<string | undefined> {
  const { calendar } = await readCalendar(tx, schoolId);
  return calendar === null ? undefined : endingWords(calendar, Math.floor(now / 86_400_000));
}

export async function writeCalendar(
  tx: Tx,
  schoolId: string,
  calendar: SchoolCalendar | null,
  stamp: { revision: number; at: number; by: string },
): Promise<void> {
  const row = {
    school_id: schoolId,
    revision: stamp.revision,
    body: calendar === null ? null : JSON.stringify(calendar),
    updated_at: stamp.at,
    updated_by: stamp.by,
  };
  const { school_id: _school, ...changes } = row;
  await tx
    .insertInto('school_calendar')
    .values(row)
    .onConflict(clash => clash.column('school_id').doUpdateSet(changes))
    .execute();
}
