/** The stretches of time that a report tells of: since the report before it, cut where a term begins. Pure. */
import { dayNumber } from '../../../shared/assets/dates.ts';
import { momentOf, schoolDaysBetween } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import type { Stretch } from './counts.ts';
import type { Period } from './figures.ts';

const dayMs = 86_400_000;
/** The last week of a term, after its report, is no stretch of its own: it would be laid beside a whole term. */
const leastSchoolDays = 20;
const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

interface Since extends Stretch {
  /** The days of both moments where the school is. */
  from: string;
  to: string;
}

/** Oldest first. The holidays belong to the term before them. */
export function periodsOf(
  since: Since,
  calendar: SignedCalendar | null,
): { period: Period; stretch: Stretch }[] {
  const terms = [...(calendar?.terms ?? [])].sort((a, b) => a.from.localeCompare(b.from));
  const nameOf = (to: string) => terms.findLast(term => term.from <= to)?.name ?? '';
  const found: { period: Period; stretch: Stretch }[] = [];
  let { from, after } = since;
  for (const day of calendar === null ? [] : startsIn(since, calendar, terms)) {
    if (calendar === null || schoolDays(calendar, from, dayText(day - 1)) < leastSchoolDays) continue;
    // The last millisecond of the day before: a stretch begins after its first moment.
    const upTo = momentOf(calendar, day, '00:00') - 1;
    const to = dayText(day - 1);
    found.push({ period: { from, to, name: nameOf(to) }, stretch: { after, upTo } });
    from = dayText(day);
    after = upTo;
  }
  const { to, upTo } = since;
  return [...found, { period: { from, to, name: nameOf(to) }, stretch: { after, upTo } }];
}

const schoolDays = (calendar: SignedCalendar, from: string, to: string) =>
  schoolDaysBetween(calendar, dayNumber(from) ?? 0, dayNumber(to) ?? 0);

/** The first days of terms that leave enough behind them. */
function startsIn({ from, to }: Since, calendar: SignedCalendar, terms: SignedCalendar['terms']): number[] {
  return terms
    .filter(term => term.from > from && term.from <= to)
    .filter(term => schoolDays(calendar, term.from, to) >= leastSchoolDays)
    .flatMap(term => dayNumber(term.from) ?? []);
}
