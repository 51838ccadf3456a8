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
  if (asset.cost === null || asset.purchaseDate === null) return null;
  const years = asset.lifeYears ?? kinds[asset.kind].lifeYears;
  const endsOn = addMonths(asset.purchaseDate, years * 12);
  const [from, to, now] = [asset.purchaseDate, endsOn, today].map(day => dayNumber(day) ?? 0) as [
    number,
    number,
    number,
  ];
  const floor = Math.min(asset.floor ?? 0, asset.cost);
  const passed = Math.min(Math.max(now - from, 0), to - from);
  const lost = ((asset.cost - floor) * passed) / (to - from);
  return { pence: asset.cost - Math.round(lost), endsOn, years };
}
