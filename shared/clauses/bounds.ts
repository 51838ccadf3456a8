/** The number in a promise, held against the number that computers are asked for. Pure. */
import { count } from '../controls/words.ts';

interface Bound {
  /** Of the control's policy. */
  field: string;
  unit: string;
  /** Whether a smaller number asks more of a computer. */
  strict: 'smaller' | 'larger';
  /** At 0 nothing is asked. */
  zeroIsNever?: boolean;
}

/** By control. A sentence may name other numbers of the same unit; then it is for a person to part it in two. */
const bounds: Record<string, readonly Bound[]> = {
  'idle-lock': [{ field: 'afterMinutes', unit: 'minute', strict: 'smaller' }],
  'os-updates': [{ field: 'withinDays', unit: 'day', strict: 'smaller' }],
  antivirus: [{ field: 'maxSignatureAgeDays', unit: 'day', strict: 'smaller' }],
  'password-policy': [
    { field: 'minLength', unit: 'character', strict: 'larger' },
    { field: 'lockoutAfter', unit: 'guess', strict: 'smaller', zeroIsNever: true },
    { field: 'maxAgeDays', unit: 'day', strict: 'smaller', zeroIsNever: true },
  ],
};

/** How people write each unit, and how many of it one such is. */
const spellings: Record<string, readonly [RegExp, number][]> = {
  minute: [
    [/min(?:ute)?s?\b/, 1],
    [/hours?\b/, 60],
  ],
  day: [
    [/days?\b/, 1],
    [/weeks?\b/, 7],
    [/months?\b/, 31],
  ],
  character: [[/(?:characters?|letters?)\b/, 1]],
  guess: [[/(?:wrong |failed |incorrect |unsuccessful )?(?:guess(?:es)?|attempts?|tries|try)\b/, 1]],
};

const small = [
  ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const asWord = `(?:${tens.join('|')})(?:[- ](?:${small.slice(0, 9).join('|')}))?|${[...small].reverse().join('|')}`;

function amountOf(word: string): number {
  if (/^\d/.test(word)) return Number(word);
  const [ten = '', one = ''] = word.split(/[- ]/);
  const alone = small.indexOf(ten) + 1;
  return alone > 0 ? alone : (tens.indexOf(ten) + 2) * 10 + small.indexOf(one) + 1;
}

/** "after twenty minutes", "a 20-minute lock", "two weeks": each number once, in that unit. */
export function numbersIn(sentence: string, unit: string): number[] {
  const text = sentence.toLowerCase();
  const found = (spellings[unit] ?? []).flatMap(([spelling, each]) =>
    [...text.matchAll(new RegExp(`\\b(\\d{1,4}|${asWord})[\\s-]+${spelling.source}`, 'g'))].map(
      ([, word = '']) => amountOf(word) * each,
    ),
  );
  return [...new Set(found)].sort((one, other) => one - other);
}

/** By field: each number that some computers are asked for. */
export type Asked = Readonly<Record<string, readonly number[]>>;

/** Of the policies that are in force for one control. */
export function numbersAsked(control: string, policies: readonly unknown[]): Record<string, number[]> {
  return Object.fromEntries(
    (bounds[control] ?? []).map(({ field }) => {
      const own = policies.map(one => (one as Record<string, unknown> | null)?.[field]);
      return [field, [...new Set(own.filter(one => typeof one === 'number'))].sort((a, b) => a - b)];
    }),
  );
}

/** The policy with each number as the computers have it that are asked for least: what can be said of all of them. */
export function leastAsked(control: string, policy: unknown, policies: readonly unknown[]): unknown {
  const asked = numbersAsked(control, policies);
  const least = (bounds[control] ?? []).flatMap(bound => {
    const [first] = [...(asked[bound.field] ?? [])].sort((a, b) => weightOf(bound, a) - weightOf(bound, b));
    return first === undefined ? [] : [[bound.field, first]];
  });
  return least.length === 0 ? policy : { ...(policy as object), ...Object.fromEntries(least) };
}

/** The more is asked, the more it weighs. */
const weightOf = ({ strict, zeroIsNever = false }: Bound, one: number): number =>
  strict === 'larger' ? one : zeroIsNever && one === 0 ? -Infinity : -one;

/** Less is asked of those that are asked for least, or for most, than it was then. */
export function asksLess(control: string, now: Asked, then: Asked): boolean {
  return (bounds[control] ?? []).some(bound => {
    const weights = (asked: Asked) => (asked[bound.field] ?? []).map(one => weightOf(bound, one));
    const [is, was] = [weights(now), weights(then)];
    if (is.length === 0 || was.length === 0) return false;
    return Math.min(...is) < Math.min(...was) || Math.max(...is) < Math.max(...was);
  });
}

interface Difference {
  /** Some computers are asked for less than the sentence says: that they do it shows nothing of the sentence. */
  less: boolean;
  /** "Our sentence says 10 minutes. Computers are asked for 20 minutes." */
  words: string;
}

/** Where a sentence names a number and computers are asked for another; the one that asks for less comes first. */
export function differenceOf(sentence: string, control: string, asked: Asked): Difference | undefined {
  const found = (bounds[control] ?? []).flatMap(bound => {
    const named = numbersIn(sentence, bound.unit);
    const own = asked[bound.field] ?? [];
    const same = named.length === own.length && named.every(one => own.includes(one));
    return named.length === 0 || own.length === 0 || same ? [] : [differs(bound, named, own)];
  });
  return found.find(one => one.less) ?? found[0];
}

function differs(bound: Bound, named: readonly number[], own: readonly number[]): Difference {
  const weight = (one: number) => weightOf(bound, one);
  const less = Math.min(...own.map(weight)) < Math.max(...named.map(weight));
  const says = `Our sentence says ${inUnit(named, bound.unit)}.`;
  const all = own.filter(one => bound.zeroIsNever !== true || one !== 0);
  const never = all.length < own.length;
  const so =
    all.length === 0
      ? 'Computers are not asked for it at all.'
      : `Computers are asked for ${inUnit(all, bound.unit)}${never ? ', and some for none' : ''}.`;
  return { less, words: `${says} ${so}${less ? '' : ' That is more than our sentence asks.'}` };
}

/** "10 or 20 minutes". */
function inUnit(numbers: readonly number[], unit: string): string {
  const last = numbers.at(-1) ?? 0;
  const many = unit === 'guess' && last !== 1 ? `${last} guesses` : count(last, unit);
  return numbers.length < 2 ? many : `${numbers.slice(0, -1).join(', ')} or ${many}`;
}
