/** For how long each kind of record is kept when nobody says otherwise, within which bounds that may be changed, and why. */
import type { PeriodKey, PeriodUnit } from '../../../shared/protocol/api/retention.ts';

interface Period {
  /** What goes when its time is over, as a sentence begins. */
  what: string;
  unit: PeriodUnit;
  usual: number;
  least: number;
  most: number;
  /** What the bounds come from, for whoever would like it otherwise. */
  because: string;
}

/** A dispute about a contract or an injury can be taken to court for six years (Limitation Act 1980). */
const dispute = 'A claim can be made for six years.';

export const periods: Readonly<Record<PeriodKey, Period>> = {
  reports: {
    ...{ what: 'What computers reported', unit: 'months', usual: 13, least: 3, most: 84 },
    because: 'Three months at least, so that what happened in a term can be followed up.',
  },
  days: {
    ...{ what: 'The kept pages of promises', unit: 'years', usual: 7, least: 2, most: 25 },
    because: 'Two years at least: a year is laid beside the year before.',
  },
  sittings: {
    ...{ what: 'Times of sign-ins', unit: 'days', usual: 30, least: 7, most: 90 },
    because: 'A term at most, so that it is no record of anybody’s habits.',
  },
  network: {
    ...{ what: 'Other devices on the network', unit: 'days', usual: 90, least: 7, most: 365 },
    because: 'A year at most: a visitor’s telephone is no part of the school’s records.',
  },
  answers: {
    ...{ what: 'Answers to notices and rules', unit: 'years', usual: 1, least: 1, most: 7 },
    because: 'A year at least after somebody left, for a dispute about what they agreed to.',
  },
  persons: {
    ...{ what: 'People who left', unit: 'years', usual: 1, least: 1, most: 7 },
    because: 'A year at least: what is still out in their name is looked for in that time.',
  },
  requests: {
    ...{ what: 'Decided requests', unit: 'years', usual: 3, least: 1, most: 7 },
    because: 'A year at least, so that the same is decided alike next time.',
  },
  approvals: {
    ...{ what: 'Answers of second persons', unit: 'years', usual: 7, least: 2, most: 25 },
    because: 'Two years at least: auditors ask for the year before.',
  },
  exceptions: {
    ...{ what: 'Exceptions that ended', unit: 'years', usual: 7, least: 2, most: 25 },
    because: 'Two years at least, because they stand beside the figures of past days.',
  },
  loans: {
    ...{ what: 'Loans that ended', unit: 'years', usual: 7, least: 4, most: 25 },
    because: `Four years at least: HMRC may ask about private use for three years after a tax year. ${dispute}`,
  },
  media: {
    ...{ what: 'Retired sticks and who had them', unit: 'years', usual: 7, least: 1, most: 25 },
    because: 'A year at least, so that one that turns up again is known.',
  },
};

const daysIn: Record<PeriodUnit, number> = { days: 1, months: 365.25 / 12, years: 365 };

/** Thirteen months are 396 days. */
export const daysOf = (unit: PeriodUnit, amount: number) => Math.ceil(amount * daysIn[unit]);

/** "13 months", "1 year". */
export const inWords = (unit: PeriodUnit, amount: number) =>
  `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
