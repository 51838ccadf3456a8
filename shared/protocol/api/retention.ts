/** How long each kind of record is kept, and what the data protection officer may make of it. */
import * as z from 'zod';
import { time } from './common.ts';

export const periodKeys = [
  'reports',
  'days',
  'sittings',
  'network',
  'answers',
  'persons',
  'requests',
  'approvals',
  'exceptions',
  'loans',
  'media',
] as const;
export const periodKey = z.enum(periodKeys);
export type PeriodKey = z.infer<typeof periodKey>;

const periodUnit = z.enum(['days', 'months', 'years']);
export type PeriodUnit = z.infer<typeof periodUnit>;

export const period = z.object({
  key: periodKey,
  unit: periodUnit,
  /** What counts now. */
  amount: z.int(),
  /** What counts from a moment to come, after somebody shortened it; null when nothing is to change. */
  next: z.object({ amount: z.int(), from: time }).nullable(),
  usual: z.int(),
  least: z.int(),
  most: z.int(),
  /** Why not less, or not more. */
  because: z.string(),
});
export type Period = z.infer<typeof period>;

/** In the unit of the period, within its bounds. */
export const periodChange = z.strictObject({ amount: z.int('Enter a whole number').min(0).max(10_000) });
