/** What one calendar changes against another, in words, for the change log. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import {
  nationWords,
  type OpenDay,
  type SchoolCalendar,
  weekdayNames,
} from '../../../shared/calendar/calendar.ts';
import { canonicalJson } from '../../../shared/json.ts';

interface Span {
  name: string;
  from: string;
  to: string;
}

const mostSaid = 6;

/** "Autumn half-term: 26 Oct 2026 to 30 Oct 2026 becomes …; Monday to Friday: closes at 15:30 (was 16:00)"; empty for none. */
export function sayChanges(before: SchoolCalendar | null, after: SchoolCalendar | null): string {
  if (before === null || after === null) return '';
  const said = [
    ...spans(before.terms, after.terms),
    ...spans(before.daysOff, after.daysOff),
    ...weekdays(before, after),
    ...(before.bankHolidays === after.bankHolidays
      ? []
      : [`bank holidays: ${nationWords[after.bankHolidays]} (was ${nationWords[before.bankHolidays]})`]),
  ];
  const more = said.length > mostSaid ? `; and ${said.length - mostSaid} more` : '';
  return `${said.slice(0, mostSaid).join('; ')}${more}`;
}

const when = ({ from, to }: Span) => (from === to ? sayDay(from) : `${sayDay(from)} to ${sayDay(to)}`);

function spans(before: readonly Span[], after: readonly Span[]): string[] {
  const without = (some: readonly Span[], others: readonly Span[]) => {
    const known = new Set(others.map(one => canonicalJson(one)));
    return some.filter(one => !known.has(canonicalJson(one)));
  };
  const gone = without(before, after);
  const said = without(after, before).map(one => {
    // Of those with one name, the first that is left is the one that was moved.
    const at = gone.findIndex(({ name }) => name === one.name);
    const [was] = at < 0 ? [] : gone.splice(at, 1);
    if (was === undefined) return `added ${one.name}, ${when(one)}`;
    return when(was) === when(one)
      ? `${one.name} is another kind of day`
      : `${one.name}: ${when(one)} (was ${when(was)})`;
  });
  return [...said, ...gone.map(one => `removed ${one.name}, ${when(one)}`)];
}

/** Weekdays of which the same is to be said are said together. */
function weekdays(before: SchoolCalendar, after: SchoolCalendar): string[] {
  const said = weekdayNames.map((name, at) => ({
    name,
    words: dayChange(before.week[at] ?? null, after.week[at] ?? null),
  }));
  const byWords = Map.groupBy(
    said.filter(({ words }) => words !== ''),
    ({ words }) => words,
  );
  return [...byWords].map(([words, of]) => `${of.map(({ name }) => name).join(', ')}: ${words}`);
}

function dayChange(was: OpenDay | null, is: OpenDay | null): string {
  if (was === null && is === null) return '';
  if (is === null) return 'closed';
  if (was === null) return `open from ${is.opens} to ${is.closes}`;
  const parts = [
    was.opens !== is.opens && `opens at ${is.opens} (was ${was.opens})`,
    was.closes !== is.closes && `closes at ${is.closes} (was ${was.closes})`,
    canonicalJson(was.lessons) !== canonicalJson(is.lessons) && 'other lessons',
  ];
  return parts.filter(part => part !== false).join(', ');
}
