/** Finds the days that a line names: 2 September 2026, Mon 26th–30th Oct, 01/09/2026, 2026-09-01. */
import { isDay, looksMonthFirst } from '../assets/dates.ts';

/** Which year a day without one belongs to: one that was named, or a school year from its autumn. */
export interface YearContext {
  year: number | null;
  school: number | null;
}

export interface Found {
  days: string[];
  problem?: string;
}

/** One thing with its dates, from a line or from an event. */
export interface Entry {
  line: number;
  text: string;
  days: string[];
  /** Two days are the first and the last. */
  whole?: boolean;
  problem?: string;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const nth = '(\\d{1,2})(?:st|nd|rd|th)?';
const weekday = '(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\\.?,?\\s+)?';
/** `26–30 October 2026`, `26 to 30 Oct`: the first day borrows month and year. */
const pattern = new RegExp(
  [
    `\\b(\\d{4})-(\\d{2})-(\\d{2})\\b`,
    `\\b(\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4})\\b`,
    `\\b${nth}\\s*(?:-|–|—|to|until|and|&)\\s*${weekday}${nth}\\s+(?:of\\s+)?${monthName}(?:,?\\s+(\\d{4}))?\\b`,
    `\\b${nth}\\s+(?:of\\s+)?${monthName}(?:,?\\s+(\\d{4}))?(?![a-z])`,
  ].join('|'),
  'gi',
);

interface Part {
  day: number;
  month: number;
  year: number | null;
  shown: string;
}

const monthOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function partsOf(match: RegExpMatchArray): Part[] | string {
  const [shown, y, m, d, slashed, firstDay, lastDay, rangeMonth, rangeYear, day, month, year] = match;
  if (y !== undefined) return [{ day: Number(d), month: Number(m), year: Number(y), shown }];
  if (slashed !== undefined) return slashedParts(slashed);
  const yearOf = (text: string | undefined) => (text === undefined ? null : Number(text));
  if (rangeMonth !== undefined) {
    const both = { month: monthOf(rangeMonth), year: yearOf(rangeYear), shown };
    return [
      { ...both, day: Number(firstDay) },
      { ...both, day: Number(lastDay) },
    ];
  }
  return [{ day: Number(day), month: monthOf(month ?? ''), year: yearOf(year), shown }];
}

function slashedParts(shown: string): Part[] | string {
  if (looksMonthFirst(shown)) return `“${shown}” has the month before the day. Write it as 22/11/2026`;
  const [day = 0, month = 0, year = 0] = shown.split(/[/.]/).map(Number);
  return [{ day, month, year: year < 100 ? 2000 + year : year, shown }];
}

const inSchoolYear = (month: number, autumn: number) => (month >= 8 ? autumn : autumn + 1);

/** A year that is missing is taken from a later date of the line, from the heading, or is a problem. */
export function findDates(text: string, context: YearContext): Found {
  const parts: Part[] = [];
  for (const match of text.matchAll(pattern)) {
    const found = partsOf(match);
    if (typeof found === 'string') return { days: [], problem: found };
    parts.push(...found);
  }
  const days: string[] = [];
  for (const [index, part] of parts.entries()) {
    const year = part.year ?? yearFor(part, parts.slice(index + 1), context);
    if (year === null)
      return { days: [], problem: `“${part.shown}” has no year. Write it, or “2026/27” in a line above` };
    const day = `${year}-${String(part.month).padStart(2, '0')}-${String(part.day).padStart(2, '0')}`;
    if (!isDay(day)) return { days: [], problem: `“${part.shown}” is not a day of the calendar` };
    days.push(day);
  }
  return { days };
}

function yearFor({ month }: Part, rest: Part[], { year, school }: YearContext): number | null {
  const next = rest.find(one => one.year !== null);
  // "14 December to 4 January 2027": the first lies in the year before.
  if (next?.year) return month > next.month ? next.year - 1 : next.year;
  return school === null ? year : inSchoolYear(month, school);
}

/** "2026/27", "2026-2027", "Autumn term 2026": what the lines below belong to. */
export function yearContext(text: string, found: Found, before: YearContext): YearContext {
  const span = /\b(20\d\d)\s*[/–—-]\s*(?:20)?(\d\d)\b/.exec(text);
  if (span && Number(span[2]) === (Number(span[1]) + 1) % 100) return { year: null, school: Number(span[1]) };
  const heading = found.days.length === 0 ? /\b(20\d\d)\b/.exec(text) : null;
  if (heading) return { year: Number(heading[1]), school: null };
  const last = found.days.at(-1);
  return last !== undefined && before.school === null
    ? { ...before, year: Number(last.slice(0, 4)) }
    : before;
}
