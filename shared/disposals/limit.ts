/** The governors' limit: from what value they have to agree to a write-off. Pure; money is in pence. */
import { sayMoney } from '../assets/money.ts';
import { type Category, categories } from './methods.ts';

/** What was asked for within so many days counts together: about a term. */
export const limitDays = 90;

export interface Sum {
  /** In the books, of what is asked for now. */
  value: number;
  /** Of how many things of it no value is known. */
  unvalued: number;
  /** What else was asked for within `limitDays` and the governors have not agreed to: its numbers and its value. */
  others: readonly { number: number; value: number }[];
}

/** Why the governors have to agree, as a sentence; undefined when they need not. */
export function whyGovernors({ value, unvalued, others }: Sum, from: number | null): string | undefined {
  if (from === null) return undefined;
  const limit = `the governors’ limit of ${sayMoney(from)}`;
  if (unvalued > 0)
    return `The value of ${unvalued === 1 ? 'one thing' : `${unvalued} things`} is not known, which counts as above ${limit}. An estimate entered in the register as its cost, with the day of purchase, counts as known.`;
  if (value >= from) return `A book value of ${sayMoney(value)} is not below ${limit}.`;
  const together = value + others.reduce((sum, one) => sum + one.value, 0);
  if (together < from || others.length === 0) return undefined;
  const numbers = others.map(one => one.number).join(', ');
  return `Together with write-off ${numbers}, asked for within ${limitDays} days, a book value of ${sayMoney(together)} is not below ${limit}.`;
}

export interface Strictness {
  governorsFrom: number | null;
  least: Category;
}

/** Whether less is asked after a change than before it. */
export function isLooser(before: Strictness, after: Strictness): boolean {
  const from = (one: Strictness) => one.governorsFrom ?? Number.POSITIVE_INFINITY;
  return from(after) > from(before) || categories.indexOf(after.least) < categories.indexOf(before.least);
}
