/** What the things of a school are worth together, what they cost by year, and what has to be replaced when. Pure. */
import { daysUntil } from './checks.ts';
import type { Completeness } from './completeness.ts';
import { addMonths, dayNumber } from './dates.ts';
import { type AssetKind, assetKinds, kinds } from './kinds.ts';
import type { AssetState } from './states.ts';
import { type Bought, bookLine } from './value.ts';

export interface Holding extends Bought {
  id: string;
  tag: string;
  what: string;
  state: AssetState;
  location: string | null;
  holder: string | null;
  supplier: string | null;
  funding: string | null;
  warrantyEnd: string | null;
  plannedReplacement: string | null;
  secureLocation: boolean;
  secureCheckedOn: string | null;
  completeness: Completeness;
}

/** A financial year begins in April (maintained schools) or in September (academies). */
export const yearStarts = [4, 9] as const;
export type YearStart = (typeof yearStarts)[number];

/** The year in which that of this day began: 2026 for 2027-02-01. */
export function yearOf(day: string, start: YearStart): number {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return month >= start ? year : year - 1;
}

/** "2026/27" */
export const sayYear = (year: number) => `${year}/${String((year + 1) % 100).padStart(2, '0')}`;

/** Amounts in pence. What has no cost is counted, never taken for nothing. */
export interface KindSum {
  kind: AssetKind;
  count: number;
  cost: number;
  value: number;
  /** Things without cost or day of purchase: their value is not in the sums. */
  unvalued: number;
}

export function sumByKind(all: readonly Holding[], today: string): KindSum[] {
  const day = dayNumber(today) ?? 0;
  return assetKinds
    .map(kind => {
      const of = all.filter(one => one.kind === kind);
      const values = of.map(one => bookLine(one)?.at(day));
      return {
        kind,
        count: of.length,
        cost: of.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
        value: values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
        unvalued: values.filter(value => value === undefined).length,
      };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.cost - a.cost || b.count - a.count);
}

export interface YearSum {
  year: number;
  bought: number;
  spent: number;
  /** By how much the books fall over this year. */
  depreciation: number;
  /** What has to be replaced: planned by somebody, or only at the end of its usual life. */
  planned: number;
  expected: number;
  /** What those things cost when they were bought, which is all that is known of what new ones will. */
  replacementCost: number;
  /** Of them, how many have no cost. */
  uncosted: number;
}

/** When it is to be replaced, and whether somebody said so. */
export function replacementOf(one: Holding): { day: string; planned: boolean } | null {
  if (one.plannedReplacement !== null) return { day: one.plannedReplacement, planned: true };
  if (one.purchaseDate === null) return null;
  const years = one.lifeYears ?? kinds[one.kind].lifeYears;
  return { day: addMonths(one.purchaseDate, years * 12), planned: false };
}

/** Two years back and `ahead` years on; what should have been replaced before is counted in this year. */
export function sumByYear(all: readonly Holding[], today: string, start: YearStart, ahead = 4): YearSum[] {
  const now = yearOf(today, start);
  const years = Array.from({ length: ahead + 3 }, (_, index) => now - 2 + index);
  const sums = years.map(year => ({ ...nothing, year }));
  const firstDays = [...years, now + ahead + 1].map(
    year => dayNumber(`${year}-${String(start).padStart(2, '0')}-01`) ?? 0,
  );
  const of = (year: number) => sums[year - now + 2];
  for (const one of all) {
    if (one.purchaseDate !== null) count(of(yearOf(one.purchaseDate, start)), 'bought', 'spent', one.cost);
    const when = replacementOf(one);
    if (when !== null) {
      const due = of(Math.max(yearOf(when.day, start), now));
      count(due, when.planned ? 'planned' : 'expected', 'replacementCost', one.cost);
      if (due !== undefined && one.cost === null) due.uncosted += 1;
    }
    const line = bookLine(one);
    if (line === null) continue;
    const values = firstDays.map(day => line.at(day));
    for (const [at, sum] of sums.entries()) sum.depreciation += (values[at] ?? 0) - (values[at + 1] ?? 0);
  }
  return sums;
}

const nothing: YearSum = {
  ...{ year: 0, bought: 0, spent: 0, depreciation: 0 },
  ...{ planned: 0, expected: 0, replacementCost: 0, uncosted: 0 },
};

/** Outside the years that are shown there is nothing to count in. */
function count(
  sum: YearSum | undefined,
  things: 'bought' | 'planned' | 'expected',
  pence: 'spent' | 'replacementCost',
  cost: number | null,
): void {
  if (sum === undefined) return;
  sum[things] += 1;
  sum[pence] += cost ?? 0;
}

/** Warranties that end within so many days, soonest first. */
export const warrantiesEnding = (all: readonly Holding[], today: string, days: number): Holding[] =>
  all
    .filter(({ warrantyEnd }) => {
      const left = warrantyEnd === null ? undefined : daysUntil(warrantyEnd, today);
      return left !== undefined && left >= 0 && left <= days;
    })
    .sort((a, b) => ((a.warrantyEnd ?? '') < (b.warrantyEnd ?? '') ? -1 : 1));

/** Whole percent over everything, and how many things lack each field, most first. */
export function completenessOf(all: readonly Holding[]) {
  const missing = new Map<string, number>();
  for (const one of all)
    for (const words of one.completeness.missing) missing.set(words, (missing.get(words) ?? 0) + 1);
  const sum = all.reduce((total, one) => total + one.completeness.percent, 0);
  return {
    percent: all.length === 0 ? null : Math.floor(sum / all.length),
    missing: [...missing].map(([words, count]) => ({ words, count })).sort((a, b) => b.count - a.count),
  };
}

/** A school year: an insurer asks for a yearly look at where servers are. */
const lockedDays = 366;

/** Servers that are in no locked place, or whose place nobody looked at for a year. */
export const serversToLookAt = (all: readonly Holding[], today: string): Holding[] =>
  all.filter(one => one.kind === 'server' && !standsLocked(one, today));

/** In a locked place that somebody looked at within the year. */
export const standsLocked = (
  { secureLocation, secureCheckedOn }: Pick<Holding, 'secureLocation' | 'secureCheckedOn'>,
  today: string,
): boolean =>
  secureLocation && secureCheckedOn !== null && (daysUntil(secureCheckedOn, today) ?? 0) > -lockedDays;
