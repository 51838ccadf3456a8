/** Counting in plain English. */
import { momentFormat } from '../../../shared/moment-format.ts';

const small = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
];

/** To begin a sentence with: "Two", "37". */
export function numberWord(number: number): string {
  return small[number] ?? number.toLocaleString('en-GB');
}

export function devicesWord(number: number): string {
  return `${number.toLocaleString('en-GB')} device${number === 1 ? '' : 's'}`;
}

const singular: Record<string, string> = { are: 'is', do: 'does', have: 'has', were: 'was' };
const unchanging = ['can', 'could', 'may', 'might', 'must', 'would'];
const pronouns: Record<string, string> = { they: 'it', them: 'it', their: 'its', themselves: 'itself' };

/** As the headteacher and the governors say it: "1 computer", "37 computers". */
export const computersWord = (number: number): string =>
  `${number.toLocaleString('en-GB')} computer${number === 1 ? '' : 's'}`;

/** "do not lock by themselves" of one device is "does not lock by itself". */
export function agreeing(number: number, verbPhrase: string): string {
  if (number !== 1) return verbPhrase;
  return verbPhrase
    .replace(/^\w+/, verb => singular[verb] ?? (unchanging.includes(verb) ? verb : `${verb}s`))
    .replace(/\b(they|them|their|themselves)\b/g, word => pronouns[word] ?? word);
}

/** "Friday", "21 Nov 2026". */
export function dayName(at: number, now: number, timeZone: string): string {
  const recent = now - at < 6 * 24 * 3600_000;
  const format: Intl.DateTimeFormatOptions = recent
    ? { weekday: 'long' }
    : { day: 'numeric', month: 'short', year: 'numeric' };
  return momentFormat(timeZone, format).format(at);
}

/** The moment at which the civil day of `at` began. */
export function startOfDay(at: number, timeZone: string): number {
  const sinceMidnight = (moment: number) => {
    const parts = momentFormat(timeZone, {
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    }).formatToParts(moment);
    const read = (type: string) => Number(parts.find(part => part.type === type)?.value ?? 0);
    return ((read('hour') * 60 + read('minute')) * 60 + read('second')) * 1000 + (moment % 1000);
  };
  const first = at - sinceMidnight(at);
  // On the two days when clocks change, the first answer is an hour off.
  const off = sinceMidnight(first);
  if (off === 0) return first;
  return off < 12 * 3600_000 ? first - off : first + (24 * 3600_000 - off);
}
