/** What an asset is still worth in the books: straight line, to the day, never below its floor. */
import { addMonths, dayNumber } from './dates.ts';
import { type AssetKind, kinds } from './kinds.ts';

export interface Bought {
  kind: AssetKind;
  purchaseDate: string | null;
  /** Pence. */
  cost: number | null;
  lifeYears: number | null;
  floor: number | null;
}

export interface BookValue {
  pence: number;
  /** The day from which the value no longer falls. */
  endsOn: string;
  years: number;
}

/** Null while the cost or the day of purchase is not known. `today` is `2026-11-22`. */
export function bookValue(asset: Bought, today: string): BookValue | null {
  const line = bookLine(asset);
  if (line === null) return null;
  return { pence: line.at(dayNumber(today) ?? 0), endsOn: line.endsOn, years: line.years };
}

/** The same for many days: `at` takes the number of a day and answers pence. */
export function bookLine(asset: Bought): (Omit<BookValue, 'pence'> & { at(day: number): number }) | null {
  if (asset.cost === null || asset.purchaseDate === null) return null;
  const years = asset.lifeYears ?? kinds[asset.kind].lifeYears;
  const endsOn = addMonths(asset.purchaseDate, years * 12);
  const from = dayNumber(asset.purchaseDate) ?? 0;
  const to = dayNumber(endsOn) ?? 0;
  const { cost } = asset;
  const falls = cost - Math.min(asset.floor ?? 0, cost);
  const at = (day: number) => {
    const passed = Math.min(Math.max(day - from, 0), to - from);
    return cost - Math.round((falls * passed) / (to - from));
  };
  return { endsOn, years, at };
}
