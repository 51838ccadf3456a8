/**
 * What may be said of a number of computers, so that none of fewer than five is ever learnt: not from the number
 * itself, not by taking the others from the whole, and not by laying two reports side by side. Pure.
 */

/** Fewer than these are never told. */
const limit = 5;
/** A school with fewer computers is told no numbers at all: too little is left to hide in. */
const enough = 20;

const rounded = (number: number) => Math.round(number / limit) * limit;

export interface Broken {
  broken: number;
  unknown: number;
  excepted: number;
}
export type Amounts = Record<keyof Broken, string>;

/**
 * Of one promise. On how many it holds is never said: that is what the small ones hide in. Beside a small one the large
 * ones are no numbers either, as the small one would be what is left of the whole.
 */
export function amountsOf(computers: number, of: Broken): Amounts {
  const hides = Object.values(of).some(number => number > 0 && number < limit);
  const say = (number: number) => {
    if (number === 0) return 'none';
    if (computers < enough) return 'some';
    if (number < limit) return `fewer than ${limit}`;
    if (!hides) return `about ${rounded(number)}`;
    return number * 2 > computers ? 'more than half' : 'fewer than half';
  };
  return { broken: say(of.broken), unknown: say(of.unknown), excepted: say(of.excepted) };
}

/** "about 45 computers" */
export const computersWord = (computers: number) =>
  computers < enough ? `fewer than ${enough} computers` : `about ${rounded(computers)} computers`;

/** "fewer than 5 times"; 0 has no words. */
export const timesWord = (times: number) =>
  times < limit ? `fewer than ${limit} times` : `about ${rounded(times)} times`;

/** To begin a sentence with: "Fewer than 5 computers", "More than half of the computers", "Some computers". */
export function subjectOf(amount: string): string {
  const word = `${amount.charAt(0).toUpperCase()}${amount.slice(1)}`;
  return amount.endsWith('half') ? `${word} of the computers` : `${word} computers`;
}
