/** From the calendar that a person keeps to the one that is signed: bank holidays listed, the school's time spelt out. */
import { dayNumber } from '../assets/dates.ts';
import { bankHolidays } from './bank-holidays.ts';
import type { SchoolCalendar } from './calendar.ts';
import { type SignedCalendar, signedCalendar } from './signed.ts';
import { lastTermDay } from './usual-year.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Scottish schools come back in the middle of August. */
const endOfSummer: Record<SchoolCalendar['bankHolidays'], string> = {
  england_and_wales: '08-31',
  scotland: '08-10',
  none: '08-31',
};

/** Null without a term: then nothing is known of any day. */
export function resolveCalendar(calendar: SchoolCalendar, timeZone: string): SignedCalendar | null {
  const terms = [...calendar.terms].sort((a, b) => (a.from < b.from ? -1 : 1));
  const [first] = terms;
  if (first === undefined) return null;
  const until = lastDayKnown(calendar);
  const years = { from: Number(first.from.slice(0, 4)), to: Number(until.slice(0, 4)) };
  const holidays = Array.from({ length: years.to - years.from + 1 }, (_, index) =>
    bankHolidays(calendar.bankHolidays, years.from + index),
  ).flat();
  const listed = holidays
    .filter(({ day }) => day >= first.from && day <= until)
    .map(({ day, name }) => ({ kind: 'bank_holiday', name, from: day, to: day }));
  return signedCalendar.parse({
    terms,
    daysOff: [...calendar.daysOff, ...listed].sort((a, b) => (a.from < b.from ? -1 : 1)),
    week: calendar.week,
    until,
    offsets: offsetsOf(first.from, until, timeZone),
  });
}

/** The last term's last day, and the summer that follows where it is a summer term. */
function lastDayKnown(calendar: SchoolCalendar): string {
  const last = lastTermDay(calendar) ?? '';
  const summer = `${last.slice(0, 4)}-${endOfSummer[calendar.bankHolidays]}`;
  return last.slice(5) >= '06-01' && last < summer ? summer : last;
}

let lately = { of: '', offsets: [] as SignedCalendar['offsets'] };

/** Asked again and again for one school, and slow: a day takes as long to look up as a group's whole policy to make. */
function offsetsOf(from: string, to: string, timeZone: string): SignedCalendar['offsets'] {
  const of = `${from} ${to} ${timeZone}`;
  if (lately.of !== of) lately = { of, offsets: offsetsBetween(from, to, timeZone) };
  return lately.offsets;
}

/** Every change of the clocks between two days, with what held before the first. */
function offsetsBetween(from: string, to: string, timeZone: string): SignedCalendar['offsets'] {
  const start = ((dayNumber(from) ?? 0) - 1) * dayMs;
  const end = ((dayNumber(to) ?? 0) + 2) * dayMs;
  const offsets = [{ from: start, minutes: minutesAhead(start, timeZone) }];
  for (let at = start; at < end; at += dayMs) {
    if (minutesAhead(at + dayMs, timeZone) === offsets.at(-1)?.minutes) continue;
    let hour = at;
    while (minutesAhead(hour + hourMs, timeZone) === offsets.at(-1)?.minutes) hour += hourMs;
    offsets.push({ from: hour + hourMs, minutes: minutesAhead(hour + hourMs, timeZone) });
  }
  return offsets;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function minutesAhead(at: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric' },
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - at) / 60_000);
}
