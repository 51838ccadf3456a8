/** The business manager's first page: what needs somebody, and what the school's things cost. Amounts are pence. */
import * as z from 'zod';
import { yearStarts } from '../../assets/holdings.ts';
import { assetKinds } from '../../assets/kinds.ts';
import { id } from './common.ts';

export const upkeepQuery = z.strictObject({
  /** The month in which the financial year begins. */
  start: z.coerce
    .number()
    .refine(month => (yearStarts as readonly number[]).includes(month), 'Write 4 or 9')
    .transform(month => (month === 9 ? 9 : 4))
    .default(4),
});

const need = z.object({
  serious: z.boolean(),
  sentence: z.string(),
  /** What is meant, by name, the first few. */
  detail: z.string().nullable(),
  action: z.object({ label: z.string(), to: z.string() }),
});
export type UpkeepNeed = z.infer<typeof need>;

const dated = z.object({
  id,
  tag: z.string(),
  what: z.string(),
  location: z.string().nullable(),
  day: z.string(),
});

export const upkeep = z.object({
  today: z.string(),
  needs: z.array(need),
  things: z.int(),
  cost: z.int(),
  value: z.int(),
  unvalued: z.int(),
  completeness: z.object({
    percent: z.int().nullable(),
    missing: z.array(z.object({ words: z.string(), count: z.int() })),
  }),
  byKind: z.array(
    z.object({ kind: z.enum(assetKinds), count: z.int(), cost: z.int(), value: z.int(), unvalued: z.int() }),
  ),
  years: z.array(
    z.object({
      year: z.int(),
      name: z.string(),
      now: z.boolean(),
      bought: z.int(),
      spent: z.int(),
      depreciation: z.int(),
      planned: z.int(),
      expected: z.int(),
      replacementCost: z.int(),
      uncosted: z.int(),
    }),
  ),
  /** The first twenty of each. */
  warranties: z.object({ total: z.int(), items: z.array(dated) }),
  contracts: z.array(
    z.object({
      id,
      title: z.string(),
      supplier: z.string(),
      decideBy: z.string(),
      said: z.string(),
      over: z.boolean(),
      yearlyCost: z.int().nullable(),
    }),
  ),
  replacements: z.object({ total: z.int(), items: z.array(dated.extend({ planned: z.boolean() })) }),
});
export type Upkeep = z.infer<typeof upkeep>;
