/**
 * Bank holidays by the rules that have held since 1978. Days proclaimed once (a coronation, a jubilee) are not known
 * here: a school enters them as closed. Scottish schools mostly keep their council's days instead.
 */
import type { Nation } from './calendar.ts';

export interface BankHoliday {
  /** `2026-12-25` */
  day: string;
  name: string;
}

const dayMs = 86_400_000;
const at = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / dayMs;
const text = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
/** Monday is 0: 1 January 1970 was a Thursday. */
const weekday = (day: number) => (((day + 3) % 7) + 7) % 7;
const firstMonday = (year: number, month: number) => {
  const first = at(year, month, 1);
  return first + ((7 - weekday(first)) % 7);
};
const lastMonday = (year: number, month: number) => {
  const last = at(year, month + 1, 0);
  return last - weekday(last);
};

/** Easter Sunday as a number of days since 1970 (the Gregorian computus, Meeus). */
export function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const k = c % 4;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return at(year, Math.floor(n / 31), (n % 31) + 1);
}

type Named = readonly [day: number, name: string];

const everywhere = (year: number): Named[] => [
  [at(year, 1, 1), 'New Year’s Day'],
  [easter(year) - 2, 'Good Friday'],
  [firstMonday(year, 5), 'Early May bank holiday'],
  [lastMonday(year, 5), 'Spring bank holiday'],
  [at(year, 12, 25), 'Christmas Day'],
  [at(year, 12, 26), 'Boxing Day'],
];

const more: Record<Exclude<Nation, 'none'>, (year: number) => Named[]> = {
  england_and_wales: year => [
    [easter(year) + 1, 'Easter Monday'],
    [lastMonday(year, 8), 'Summer bank holiday'],
  ],
  scotland: year => [
    [at(year, 1, 2), '2 January'],
    [firstMonday(year, 8), 'Summer bank holiday'],
    [at(year, 11, 30), 'St Andrew’s Day'],
  ],
};

/** Of one year, in order. One that falls on a weekend moves to the next weekday that is free. */
export function bankHolidays(nation: Nation, year: number): BankHoliday[] {
  if (nation === 'none') return [];
  const all = [...everywhere(year), ...more[nation](year)].sort(([a], [b]) => a - b);
  const isWeekend = (day: number) => weekday(day) > 4;
  const taken = new Set(all.map(([day]) => day).filter(day => !isWeekend(day)));
  return all
    .map(([day, name]) => ({ day: isWeekend(day) ? moved(day, taken) : day, name }))
    .sort((a, b) => a.day - b.day)
    .map(({ day, name }) => ({ day: text(day), name }));
}

function moved(from: number, taken: Set<number>): number {
  let day = from;
  while (weekday(day) > 4 || taken.has(day)) day += 1;
  taken.add(day);
  return day;
}
