/** Days without a time, as `2026-11-22`. */

const dayMs = 86_400_000;
const iso = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The number of the day since 1970, or undefined for what is no day of the calendar. */
export function dayNumber(date: string): number | undefined {
  const found = iso.exec(date);
  if (found === null) return undefined;
  const at = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return new Date(at).toISOString().slice(0, 10) === date ? at / dayMs : undefined;
}

/** 1980 to 2100: outside of it is a slip of the keyboard. */
export function isDay(date: string): boolean {
  return dayNumber(date) !== undefined && date >= '1980' && date < '2100';
}

/** 29 February counts on to 28 February where there is none. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(day, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

/** "22 Nov 2026" */
export function sayDay(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${months[(month ?? 1) - 1]} ${year}`;
}

/** Whether a text can only be month first, as Americans write: 8/24/2022. Then its whole column is in doubt. */
export function looksMonthFirst(text: string): boolean {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$/.exec(text.trim());
  return found !== null && Number(found[1]) <= 12 && Number(found[2]) > 12;
}

/**
 * Reads `2026-11-22` and `22/11/2026` (also with dots or dashes). `doubtful`: another cell of the column is month
 * first, so 03/04/2025 could be either. Answers the day as `2026-11-22`, or what is wrong; never guesses.
 */
export function readDate(text: string, doubtful = false): string | { problem: string } {
  const given = text.trim().replace(/[ T]00:00(:00)?(\.0+)?Z?$/, '');
  const shown = `“${text.trim().slice(0, 40)}”`;
  if (iso.test(given))
    return isDay(given) ? given : { problem: `${shown} is not a day between 1980 and 2099` };
  const found = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})$/.exec(given);
  if (found === null) return { problem: `${shown} is not a date such as 22/11/2026 or 2026-11-22` };
  const [, day = '', , month = '', year = ''] = found;
  if (looksMonthFirst(given))
    return { problem: `${shown} has the month before the day. Write it as 22/11/2026 or 2026-11-22` };
  if (year.length === 2) return { problem: `${shown} has a year of two digits. Write all four` };
  const sure = Number(day) > 12 || Number(day) === Number(month);
  if (doubtful && !sure)
    return {
      problem: `${shown} could be either of two days, because other dates in this column have the month first. Write it as 2026-11-22`,
    };
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(date) ? date : { problem: `${shown} is not a day between 1980 and 2099` };
}
