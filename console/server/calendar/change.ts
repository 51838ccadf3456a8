/** Keeps a changed calendar, and puts it into every group's policy in the same transaction. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { SchoolCalendar } from '../../../shared/calendar/calendar.ts';
import { problemsOf } from '../../../shared/calendar/problems.ts';
import { lastTermDay } from '../../../shared/calendar/usual-year.ts';
import type { CalendarInput, CalendarView } from '../../../shared/protocol/api/calendar.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { issueAll, sendFresh } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { sayChanges } from './changes.ts';
import { readCalendar, writeCalendar } from './store.ts';

/** Throws `request.invalid` with the fields, `calendar.changed` when somebody saved meanwhile. */
export async function changeCalendar(
  context: Context,
  by: Caller,
  { revision, calendar }: CalendarInput,
): Promise<CalendarView> {
  refuseProblems(calendar);
  const issued = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await readCalendar(tx, by.schoolId);
    if (before.revision !== revision)
      throw conflict(
        'calendar.changed',
        `${before.updatedBy ?? 'Somebody else'} changed the calendar while you were editing it. Open it again, and make your change there.`,
      );
    const stamp = { revision: revision + 1, at: context.now(), by: by.name };
    await writeCalendar(tx, by.schoolId, calendar, stamp);
    const facts = { summary: summaryOf(calendar), changes: sayChanges(before.calendar, calendar) };
    await context.audit.record(tx, by, 'calendar.changed', { facts });
    return issueAll(context, tx, by.schoolId);
  });
  await sendFresh(context, issued);
  context.events.nudge(by.schoolId, ['school', 'policies']);
  return readCalendar(context.db, by.schoolId);
}

function refuseProblems(calendar: SchoolCalendar | null): void {
  const problems = Object.entries(calendar === null ? {} : problemsOf(calendar));
  if (problems.length === 0) return;
  throw invalid(
    problems.length === 1
      ? 'One date or time does not fit.'
      : `${problems.length} dates or times do not fit.`,
    Object.fromEntries(problems.map(([field, words]) => [`calendar.${field}`, words])),
  );
}

function summaryOf(calendar: SchoolCalendar | null): string {
  const last = calendar === null ? undefined : lastTermDay(calendar);
  if (calendar === null || last === undefined) return 'no terms';
  const terms = `${calendar.terms.length} ${calendar.terms.length === 1 ? 'term' : 'terms'}`;
  return `${terms} until ${sayDay(last)}, ${calendar.daysOff.length} half-terms and days off`;
}
