/** Counts school days in the school's time zone: by its calendar, and Monday to Friday where that knows nothing. */
import { dayOf } from './calendar/school-day.ts';
import type { SignedCalendar } from './calendar/signed.ts';

/** The civil day of a moment in a time zone, as days since 1 January 1970. */
function civilDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find(part => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day')) / 86_400_000;
}

/** 1 January 1970 was a Thursday. */
const isWeekend = (day: number) => [2, 3].includes(((day % 7) + 7) % 7);

/** Beyond its terms a calendar must not make a school silent for ever, so there every weekday counts. */
function counts(day: number, calendar: SignedCalendar | null): boolean {
  const kind = calendar === null ? 'unknown' : dayOf(calendar, day).kind;
  return kind === 'unknown' ? !isWeekend(day) : kind === 'school';
}

/**
 * The moment (UTC ms) from which `schoolDays` whole school days have passed since `lastSeenAt`:
 * seen on a Friday with one day allowed means from Tuesday 00:00, and before half-term from the week after it.
 */
export function silentFrom(
  lastSeenAt: number,
  schoolDays: number,
  timeZone: string,
  calendar: SignedCalendar | null = null,
): number {
  let day = civilDay(lastSeenAt, timeZone);
  for (let left = schoolDays; left >= 0; ) {
    day += 1;
    if (!counts(day, calendar)) continue;
    left -= 1;
  }
  return midnightOf(day, timeZone);
}

/** That moment if pupils are in on its day, else the beginning of the next day on which they are. */
export function onSchoolDay(at: number, timeZone: string, calendar: SignedCalendar): number {
  let day = civilDay(at, timeZone);
  if (counts(day, calendar)) return at;
  while (!counts(day, calendar)) day += 1;
  return midnightOf(day, timeZone);
}

/** Midnight of that civil day in the zone: from UTC midnight, put right by the zone's offset there. */
function midnightOf(day: number, timeZone: string): number {
  const utc = day * 86_400_000;
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(utc);
  const minutes =
    Number(shown.find(p => p.type === 'hour')?.value) * 60 +
    Number(shown.find(p => p.type === 'minute')?.value);
  const offset = civilDay(utc, timeZone) < day ? minutes - 1440 : minutes;
  return utc - offset * 60_000;
}
