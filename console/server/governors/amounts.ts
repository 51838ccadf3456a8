/**
 * What may be said of a number of computers, so that none of fewer than five is ever learnt: not from the number
 * itself, not by taking the others from the whole, and not by laying two reports side by side. Pure.
 */

/** Fewer than these are never told. */
export const limit = 5;
/** A school with fewer computers is told no numbers at all: too little is left to hide in. */
export const enough = 20;
/**
 * Of fewer, halves are not told either: two halves and their whole leave too little. Five, five and more than half of n
 * are at least 10 + n / 2, and only from 29 on can any of one to four be what is left of them.
 */
const enoughForHalves = 30;

export const rounded = (number: number) => Math.round(number / limit) * limit;

export interface Broken {
  broken: number;
  unknown: number;
  excepted: number;
}
export type Amounts = Record<keyof Broken, string>;

/**
 * Of one promise. On how many it holds is never said: that is what the small ones hide in. Beside a small one, also one
 * that is never said, the large ones are no numbers either, as the small one would be what is left of the whole. So
 * whatever is told of one of the four, also to somebody who knows how many computers there are, it may be any of one to
 * four or none of these (of fewer than 20 computers: more than one of them); amounts.test.ts goes through them all.
 */
export function amountsOf(computers: number, of: Broken): Amounts {
  const { broken, unknown, excepted } = of;
  // Of a sentence of several checks, those let off may be others than these, and keep it too.
  const others = computers - broken - unknown;
  const hides = [broken, unknown, excepted, others, others - excepted].some(
    number => number > 0 && number < limit,
  );
  const say = (number: number) => {
    if (number === 0) return 'none';
    if (computers < enough) return 'some';
    if (number < limit) return `fewer than ${limit}`;
    if (!hides) return `about ${rounded(number)}`;
    if (computers < enoughForHalves) return 'some';
    return number * 2 > computers ? 'more than half' : 'fewer than half';
  };
  return { broken: say(broken), unknown: say(unknown), excepted: say(excepted) };
}

/** "about 45 computers" */
export const computersWord = (computers: number) =>
  computers < enough ? `fewer than ${enough} computers` : `about ${rounded(computers)} computers`;

/** Of things that stand on their own, with no whole from which they could be taken: "none", "fewer than 5", "about 10". */
export function amountOf(number: number): string {
  if (number === 0) return 'none';
  return number < limit ? `fewer than ${limit}` : `about ${rounded(number)}`;
}

/** Of a stock-take: "fewer than 20", "about 45". */
export function wholeOf(number: number): string {
  if (number === 0) return 'none';
  return number < enough ? `fewer than ${enough}` : `about ${rounded(number)}`;
}

/** By what was told alone; null where one of the two is words that have no place among numbers. */
export function compared(before: string, after: string): 'more' | 'fewer' | 'about_as_many' | null {
  const [then, now] = [before, after].map(placeOf);
  if (then === undefined || now === undefined) return null;
  if (then === now) return 'about_as_many';
  return now > then ? 'more' : 'fewer';
}

function placeOf(amount: string): number | undefined {
  if (amount === 'none') return 0;
  if (amount === `fewer than ${limit}`) return 1;
  const about = /^about (\d+)$/.exec(amount)?.[1];
  return about === undefined ? undefined : Number(about);
}

/** To begin a sentence with: "Fewer than 5 computers", "More than half of the computers", "Some computers". */
export function subjectOf(amount: string): string {
  const word = `${amount.charAt(0).toUpperCase()}${amount.slice(1)}`;
  return amount.endsWith('half') ? `${word} of the computers` : `${word} computers`;
}
