/** That a term goes by without a report to the governors, told while there is still time for one. */
import { dayNumber, sayDay } from '../../../shared/assets/dates.ts';
import { dayAt, schoolDaysBetween } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { calendarForDevices } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import type { Decision } from './decision.ts';

/** School days before the end of a term from which on it is told: three weeks. */
const soon = 15;
/** School days that one report stands for: half-terms that are entered as terms do not ask for one each. */
const enough = 40;

/** Only the headteacher, whose report it is. */
export async function reportDue(
  tx: Tx,
  caller: Caller,
  { now, timeZone }: { now: number; timeZone: string },
): Promise<Decision[]> {
  if (caller.role !== 'headteacher') return [];
  const calendar = await calendarForDevices(tx, caller.schoolId, timeZone);
  if (calendar === null) return [];
  const { last } = await tx
    .selectFrom('governor_report')
    .select(eb => eb.fn.max('day').as('last'))
    .where('school_id', '=', caller.schoolId)
    .executeTakeFirstOrThrow();
  return dueOf(calendar, last, now);
}

/** Pure. `last`: the day of the newest report. In the holidays the term before them is meant. */
export function dueOf(calendar: SignedCalendar, last: string | null, now: number): Decision[] {
  const today = dayAt(calendar, now);
  const number = (day: string) => dayNumber(day) ?? today;
  const term = calendar.terms
    .toSorted((a, b) => a.from.localeCompare(b.from))
    .findLast(one => number(one.from) <= today);
  if (term === undefined) return [];
  const to = number(term.to);
  if (schoolDaysBetween(calendar, today, to) > soon) return [];
  const since = last === null ? number(term.from) : number(last) + 1;
  if (last !== null && schoolDaysBetween(calendar, since, Math.min(today, to)) < enough) return [];
  return [
    {
      sentence: `“${term.name}” ${today > to ? 'ended' : 'ends'} on ${sayDay(term.to)}. ${last === null ? 'No report to the governors is kept yet.' : `The last report to the governors is of ${sayDay(last)}.`} One is due each term.`,
      ifNothing: 'The governors hear nothing of this term.',
      action: { label: 'Make the report', to: '/promises/report' },
    },
  ];
}
