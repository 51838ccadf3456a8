/** Disposals: what is asked for and sent. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { mostPence } from '../../assets/money.ts';
import { paperKinds } from '../../disposals/keep-until.ts';
import { categories, media, methodNames, results, verifications } from '../../disposals/methods.ts';
import { asks, recipientKinds, ways } from '../../disposals/ways.ts';
import { id } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');

const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);

const needed = (most: number, words: string) => text(most).min(1, words);

const pence = z.number('Write an amount').int().min(0).max(mostPence, 'At most £10 million');

export const category = z.enum(categories);

export const medium = z.enum(media, 'Say what kind of storage it is');

export const disposalRules = z.strictObject({
  governorsFrom: pence.nullable(),
  ownYears: z.number('Write a number of years').int().min(0, 'From 0').max(30, 'At most 30'),
  least: category,
  acceptance: needed(2000, 'Write what the contractor accepts').min(
    60,
    'Write it out: at least 60 characters',
  ),
});

export type DisposalRules = z.infer<typeof disposalRules>;

export const contractorFields = {
  name: needed(120, 'Give the company’s name'),
  contact: text(200),
  carrierNumber: needed(40, 'Give the carrier registration number, such as CBDU123456'),
  carrierUntil: day,
  permit: needed(120, 'Give the permit or AATF number of the site where it is treated'),
  permitUntil: day.nullable(),
  agreementOn: day.nullable(),
  agreementUntil: day.nullable(),
  certification: text(200),
  checkedOn: day,
  /** The written guarantee that data on what it collects is destroyed. */
  guaranteeOn: day.nullable().default(null),
  guaranteeFileId: id.nullable().default(null),
};

export const contractorInput = z.strictObject(contractorFields);

export const personalData = z.enum(
  ['yes', 'no', 'unknown'],
  'Say whether personal data is likely to be on it',
);

export const writeOffInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        assetId: id,
        condition: needed(200, 'Say in what condition it is'),
        /** Pence that it is to be sold for at least; of what is not sold it is not kept. */
        price: pence.min(1, 'Write what it is to cost').nullable().default(null),
      }),
    )
    .min(1, 'Choose at least one asset')
    .max(100, 'At most 100 at a time'),
  /** How it is to leave. What was agreed to be sold or given away can still go as waste, and never the other way round. */
  way: z.enum(asks).default('collected'),
  reason: needed(1000, 'Say why it is to go').min(8, 'Say it in a few words more'),
  personalData,
});

export const governorsInput = z.strictObject({
  minute: needed(200, 'Give the minute’s number or the meeting'),
  agreedOn: day,
});

/** `2026-11-20 09:00`, as a clock in the school shows it. */
const clock = z
  .string('Write a day and a time')
  .transform(text => text.replace('T', ' '))
  .refine(text => /^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d$/.test(text) && isDay(text.slice(0, 10)), {
    message: 'Write a day and a time, such as 2026-11-20 09:00',
  });

export const recordInput = z.strictObject({
  method: z.enum(methodNames, 'Say what was done'),
  standard: text(100).default(''),
  tool: text(100).default(''),
  toolVersion: text(40).default(''),
  passes: z.int().min(1).max(100).nullable().default(null),
  hidden: z.enum(['yes', 'no', 'unknown']).default('unknown'),
  result: z.enum(results, 'Say how it ended'),
  trouble: text(500).default(''),
  verification: z.enum(verifications, 'Say how it was verified'),
  verifiedBy: text(100).nullable().default(null),
  /** How much of it was read back in samples, in whole percent. */
  samplePercent: z
    .int('Write a whole number')
    .min(1, 'At least 1 %')
    .max(99, 'Less than 100 %')
    .nullable()
    .default(null),
  /** From when to when it ran: both, or neither. */
  began: clock.nullable().default(null),
  ended: clock.nullable().default(null),
  operator: needed(100, 'Say who did it'),
  witness: text(100).nullable().default(null),
  place: text(100).default(''),
  doneOn: day,
});

export const storageInput = z.strictObject({
  model: text(100).default(''),
  /** Empty: not known. */
  serial: text(64).default(''),
  media: medium,
  name: needed(60, 'Say which one it is, such as “SSD” or “second disk”'),
});

export const storagePatch = z.strictObject({
  serial: text(64).optional(),
  media: medium.optional(),
  byContractor: z.boolean().optional(),
});

export const whyInput = z.strictObject({
  reason: needed(300, 'Say why').min(5, 'Say it in a few words more'),
});

const itemIds = z.array(id).max(200, 'At most 200 in one collection');

export const recipientInput = z.strictObject({
  name: needed(120, 'Say who gets it'),
  kind: z.enum(recipientKinds, 'Say who that is'),
  contact: needed(200, 'Give an address, a telephone number or an e-mail'),
});

export const batchInput = z.strictObject({
  way: z.enum(ways).default('collected'),
  /** Of what a company collects. */
  contractorId: z.string().max(60).nullable().default(null),
  /** Of what is sold or given away. */
  recipient: recipientInput.nullable().default(null),
  /** Pence, of what is sold. */
  price: pence.min(1, 'Write what it costs').nullable().default(null),
  collectOn: day,
  itemIds,
});

export const batchPatch = z
  .strictObject({ contractorId: needed(60, 'Choose who collects'), collectOn: day, itemIds })
  .partial();

export const paidInput = z.strictObject({
  note: needed(200, 'Say how it was paid, with the number of the receipt').min(
    5,
    'Say it in a few words more',
  ),
});

/** Lines of points, x, y, x, y …, on a field of 600 by 200, as for loans. */
export const strokes = z
  .array(z.array(z.int().min(0).max(600)).min(2).max(2_000))
  .min(1)
  .max(200)
  .nullable();

export const handoverInput = z.strictObject({
  handedBy: needed(100, 'Say who hands over'),
  handedRole: needed(100, 'Say what they are here'),
  receivedBy: needed(100, 'The person who takes the things types their name'),
  receivedRole: needed(100, 'Such as driver'),
  vehicle: text(100).default(''),
  quantity: needed(100, 'Such as 12 items, 31 kg'),
  /** Ids of the things that both have looked at: all of them, or it is not signed. */
  seen: z.array(id).max(200),
  accepted: z.literal(true, 'They have to accept the responsibility in writing'),
  strokes: strokes.default(null),
});

export const mostPhotos = 20;

export const photoQuery = z.strictObject({
  name: z.string().min(1, 'Give the file a name').max(200),
  /** What it shows, such as “The pallet before loading”. */
  caption: text(200).default(''),
});

export const paperInput = z.strictObject({
  kind: z.enum(paperKinds, 'Say which paper it is'),
  number: needed(60, 'Give the note’s number'),
  dated: day,
  codes: needed(200, 'Give the waste codes as the contractor wrote them'),
  hazardous: z.boolean(),
  pops: z.boolean(),
  quantity: needed(100, 'Such as 12 items, 31 kg'),
  destination: needed(200, 'Give the site’s name and permit'),
  tracking: text(100).default(''),
  fileId: id.nullable().default(null),
});

export const freedInput = z.strictObject({
  /** Left out: all of which nobody has said it yet. */
  itemIds: itemIds.min(1, 'Choose at least one').optional(),
  note: text(500).default(''),
  licences: z.literal(true, 'Say that licences are given back'),
  accounts: z.literal(true, 'Say that accounts and device entries are removed'),
});

export const certificateInput = z.strictObject({
  fileId: id,
  issuer: needed(120, 'Say who issued it'),
  number: needed(60, 'Give its number'),
  dated: day,
  method: z.enum(methodNames, 'Say what the certificate says was done'),
  standard: text(100).default(''),
  /** One a line, or parted by commas. */
  serials: text(20_000).default(''),
});

export const matchInput = z.strictObject({
  storageId: needed(60, 'Choose the storage'),
  /** Read in the pack by somebody who was not there. */
  reason: whyInput.shape.reason,
});
