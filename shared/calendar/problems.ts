/** What does not fit in a calendar, by field: `terms.1.to`. A calendar with a problem is not kept. */
import { isDay, sayDay } from '../assets/dates.ts';
import { type SchoolCalendar, type Term, weekdayNames } from './calendar.ts';

export type Problems = Record<string, string>;

export function problemsOf(calendar: SchoolCalendar): Problems {
  const problems: Problems = {};
  calendar.terms.forEach((term, at) => {
    spanProblem(problems, `terms.${at}`, term);
    const other = calendar.terms.find((one, index) => index < at && overlaps(one, term));
    if (other) problems[`terms.${at}.from`] ??= `“${other.name}” already has some of these days`;
  });
  calendar.daysOff.forEach((off, at) => {
    spanProblem(problems, `daysOff.${at}`, off);
  });
  calendar.week.forEach((day, at) => {
    if (day !== null) weekdayProblems(problems, `week.${at}`, day, weekdayNames[at] ?? '');
  });
  if (calendar.week.every(day => day === null))
    problems.week = 'Choose at least one weekday on which the school is open';
  return problems;
}

const overlaps = (one: Term, other: Term) => one.from <= other.to && other.from <= one.to;
/** Longer than this is a slip of the keyboard in a year. */
const longestDays = 200;
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

const isClockTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

function spanProblem(
  problems: Problems,
  at: string,
  { name, from, to }: { name: string; from: string; to: string },
): void {
  if (name.trim() === '') problems[`${at}.name`] = 'Give it a name';
  if (!isDay(from)) problems[`${at}.from`] = 'Choose a day';
  if (!isDay(to)) problems[`${at}.to`] = 'Choose a day';
  if (!isDay(from) || !isDay(to)) return;
  if (to < from) problems[`${at}.to`] = `This is before ${sayDay(from)}, the first day`;
  else if (days(from, to) > longestDays)
    problems[`${at}.to`] = `That is ${days(from, to) + 1} days. Look at the year again`;
}

function weekdayProblems(
  problems: Problems,
  at: string,
  { opens, closes, lessons }: NonNullable<SchoolCalendar['week'][number]>,
  weekday: string,
): void {
  if (![opens, closes].every(isClockTime)) {
    problems[`${at}.${isClockTime(opens) ? 'closes' : 'opens'}`] = 'Choose a time';
    return;
  }
  if (closes <= opens) problems[`${at}.closes`] = `${weekday} closes before it opens`;
  lessons.forEach(({ name, from, to }, index) => {
    const here = `${at}.lessons.${index}`;
    const before = lessons[index - 1];
    if (name.trim() === '') problems[`${here}.name`] = 'Give it a name';
    if (!isClockTime(from)) problems[`${here}.from`] = 'Choose a time';
    else if (!isClockTime(to)) problems[`${here}.to`] = 'Choose a time';
    else if (to <= from) problems[`${here}.to`] = 'This is before it begins';
    else if (before && from < before.to) problems[`${here}.from`] = `“${before.name}” ends at ${before.to}`;
    else if (from < opens) problems[`${here}.from`] = `The school opens at ${opens}`;
    else if (to > closes) problems[`${here}.to`] = `The school closes at ${closes}`;
  });
}
