/** The events of an iCalendar file (RFC 5545) that matter to a school calendar: whole days and their names. */
import type { Entry } from './reading-dates.ts';

export const isIcs = (text: string) => /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text);

interface Property {
  name: string;
  parameters: string;
  value: string;
  line: number;
}

/** A line that begins with a space or tab goes on from the one before. */
function unfold(text: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  text.split(/\r?\n/).forEach((one, index) => {
    const before = lines.at(-1);
    if (before && /^[ \t]/.test(one)) before.text += one.slice(1);
    else lines.push({ text: one, line: index + 1 });
  });
  return lines;
}

function propertyOf({ text, line }: { text: string; line: number }): Property | undefined {
  const found = /^([A-Za-z-]+)((?:;[^:";]*(?:"[^"]*")?)*):(.*)$/.exec(text);
  if (found === null) return undefined;
  const [, name = '', parameters = '', value = ''] = found;
  return { name: name.toUpperCase(), parameters, value, line };
}

const unescaped = (text: string) => text.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');

const dayOf = (value: string) => {
  const found = /^(\d{4})(\d{2})(\d{2})(T|$)/.exec(value);
  return found === null ? undefined : `${found[1]}-${found[2]}-${found[3]}`;
};

const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** In the order of their first days, so that a term's beginning comes before its end. */
export function readEvents(text: string): Entry[] {
  const entries: Entry[] = [];
  let open: Property[] | undefined;
  for (const line of unfold(text)) {
    const property = propertyOf(line);
    if (property === undefined) continue;
    const event = property.value.trim().toUpperCase() === 'VEVENT';
    if (property.name === 'BEGIN' && event) open = [property];
    else if (property.name === 'END' && event && open) {
      entries.push(entryOf(open));
      open = undefined;
    } else open?.push(property);
  }
  return entries.sort((a, b) => ((a.days[0] ?? '') < (b.days[0] ?? '') ? -1 : 1));
}

function entryOf(properties: Property[]): Entry {
  const find = (name: string) => properties.find(one => one.name === name);
  const line = properties[0]?.line ?? 1;
  const text = unescaped(find('SUMMARY')?.value ?? '').trim() || 'An event without a name';
  const entry = (days: string[], problem?: string): Entry => ({
    ...{ line, text, days, whole: true },
    ...(problem === undefined ? {} : { problem }),
  });
  if (find('RRULE')) return entry([], 'This repeats. Enter its days yourself.');
  const start = find('DTSTART');
  const from = start && dayOf(start.value);
  if (from === undefined || Number.isNaN(Date.parse(from)))
    return entry([], 'This event has no day that can be read.');
  const end = find('DTEND');
  const told = end && dayOf(end.value);
  if (end === undefined || told === undefined || Number.isNaN(Date.parse(told))) return entry([from]);
  // The end of whole days is the day after the last one.
  const wholeDays = !/T/.test(end.value);
  const to = wholeDays && told > from ? dayBefore(told) : told;
  return entry(to > from ? [from, to] : [from]);
}
