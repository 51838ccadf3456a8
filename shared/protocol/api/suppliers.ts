/** Who the school buys from and what runs with them. Days are `2026-11-22`, amounts are pence. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { mostPence } from '../../assets/money.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
const maybe = (most: number) => text(most).transform(given => (given === '' ? null : given));
const pence = z
  .number('Write an amount')
  .int()
  .min(0, 'Write an amount')
  .max(mostPence, 'At most £10 million');
/** The one that the person saw; another one is refused. Left out for something new. */
const revision = z.int().min(1).optional();

export const contractKinds = [
  'internet',
  'support',
  'lease',
  'cloud',
  'software',
  'maintenance',
  'other',
] as const;
export type ContractKind = (typeof contractKinds)[number];
export const contractKindWords: Record<ContractKind, string> = {
  internet: 'Internet line',
  support: 'Support or managed service',
  lease: 'Lease',
  cloud: 'Cloud service',
  software: 'Software',
  maintenance: 'Maintenance or testing',
  other: 'Something else',
};

export const processorAnswers = ['yes', 'no', 'unknown'] as const;

export const supplierInput = z.strictObject({
  revision,
  name: text(100).min(1, 'Give the supplier’s name'),
  contact: maybe(120),
  phone: maybe(40),
  email: z.union([z.literal('').transform(() => null), z.email('Write an e-mail address').max(200)]),
  website: z.union([
    z.literal('').transform(() => null),
    z.url({ protocol: /^https?$/, error: 'Write an address such as https://example.org' }).max(200),
  ]),
  account: maybe(60),
  /** Whether it handles personal data for the school. */
  processor: z.enum(processorAnswers, 'Say whether it handles personal data for the school'),
  agreementOn: day.nullable(),
  agreementUntil: day.nullable(),
  notes: maybe(1000),
  endedOn: day.nullable(),
});

export const contractInput = z.strictObject({
  revision,
  title: text(120).min(1, 'Say what the contract is about'),
  kind: z.enum(contractKinds, 'Choose a kind'),
  reference: maybe(60),
  startsOn: day,
  endsOn: day.nullable(),
  noticeDays: z.number('Write a number of days').int().min(0).max(730, 'At most 730 days').nullable(),
  /** Whether it goes on by itself unless somebody gives notice. */
  renews: z.boolean(),
  yearlyCost: pence.nullable(),
  notes: maybe(1000),
  endedOn: day.nullable(),
});

export const contract = z.object({
  id,
  revision: z.int(),
  title: z.string(),
  kind: z.enum(contractKinds),
  reference: z.string().nullable(),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  noticeDays: z.int().nullable(),
  renews: z.boolean(),
  yearlyCost: z.int().nullable(),
  notes: z.string().nullable(),
  endedOn: z.string().nullable(),
  /** The last day on which somebody can still decide: its end, or as many days before as notice takes. */
  decideBy: z.string().nullable(),
  /** `over`: it ended; `soon`: to be decided within 90 days. */
  standing: z.enum(['runs', 'soon', 'over', 'ended']),
  /** What is to be known or done, in a sentence; null when nothing is. */
  said: z.string().nullable(),
  changedAt: time,
  changedBy: z.string(),
});
export type Contract = z.infer<typeof contract>;

export const supplierPapers = ['contract', 'agreement', 'insurance', 'other'] as const;
export const supplierPaperWords: Record<(typeof supplierPapers)[number], string> = {
  contract: 'Contract',
  agreement: 'Data processing agreement',
  insurance: 'Insurance or registration',
  other: 'Something else',
};
export const mostSupplierPapers = 40;

export const supplierPaperQuery = z.strictObject({
  what: z.enum(supplierPapers, 'Say what it is'),
  /** Of the file, as the sender’s computer calls it. */
  name: z.string().min(1, 'Give the file a name').max(200),
});

const paper = z.object({
  id,
  what: z.enum(supplierPapers),
  name: z.string(),
  size: z.int(),
  addedAt: time,
  addedBy: z.string(),
});
export type SupplierPaper = z.infer<typeof paper>;

export const supplier = z.object({
  id,
  revision: z.int(),
  name: z.string(),
  contact: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  website: z.string().nullable(),
  account: z.string().nullable(),
  processor: z.enum(processorAnswers),
  agreementOn: z.string().nullable(),
  agreementUntil: z.string().nullable(),
  notes: z.string().nullable(),
  endedOn: z.string().nullable(),
  /** What stands against giving it personal data, each with what to do. */
  problems: z.array(z.string()),
  contracts: z.array(contract),
  /** Newest first. */
  papers: z.array(paper),
  /** Assets that name it. */
  assets: z.int(),
  changedAt: time,
  changedBy: z.string(),
});
export type Supplier = z.infer<typeof supplier>;
export const supplierList = listOf(supplier).extend({
  /** Names that assets have and no supplier here. */
  unlisted: z.array(z.object({ name: z.string(), assets: z.int() })),
});
