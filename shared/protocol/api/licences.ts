/** Software licences, their keys and how they stand against what is installed. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { mostPence } from '../../assets/money.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
const maybe = (most: number) => text(most).transform(given => (given === '' ? null : given));

export const licenceBases = ['device', 'person', 'site'] as const;
export type LicenceBasis = (typeof licenceBases)[number];
export const licenceBasisWords: Record<LicenceBasis, string> = {
  device: 'For each computer',
  person: 'For each person',
  site: 'For the whole school',
};

export const licenceInput = z.strictObject({
  /** The one that the person saw; left out for something new. */
  revision: z.int().min(1).optional(),
  title: text(150).min(1, 'Say which software it is for'),
  /** The title of the software catalogue that it covers. */
  softwareId: id.nullable(),
  supplierId: id.nullable(),
  basis: z.enum(licenceBases, 'Say what it counts'),
  /** Null for as many as the school likes. */
  seats: z
    .number('Write a number')
    .int()
    .min(1, 'At least one')
    .max(1_000_000, 'At most a million')
    .nullable(),
  startsOn: day.nullable(),
  endsOn: day.nullable(),
  cost: z.number('Write an amount').int().min(0).max(mostPence, 'At most £10 million').nullable(),
  reference: maybe(60),
  notes: maybe(1000),
  endedOn: day.nullable(),
  /** Left out: it stays as it is. Null: it is forgotten. */
  key: z.string().trim().min(1).max(2000, 'At most 2,000 characters').nullable().optional(),
});

/** How seats stand against computers; only `fits` and `unlimited` are good. */
export const positions = [
  'fits',
  'over',
  'unlimited',
  'not_counted',
  'not_tied',
  'expired',
  'ended',
] as const;

export const licence = z.object({
  id,
  revision: z.int(),
  title: z.string(),
  software: z.object({ id, name: z.string() }).nullable(),
  supplier: z.object({ id, name: z.string() }).nullable(),
  basis: z.enum(licenceBases),
  seats: z.int().nullable(),
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  cost: z.int().nullable(),
  reference: z.string().nullable(),
  notes: z.string().nullable(),
  endedOn: z.string().nullable(),
  /** The last characters of the key, where one is kept. */
  keyEnd: z.string().nullable(),
  /** Seats that are written down as somebody's. */
  taken: z.int(),
  /** Computers that have the title, as their agents say; null where it is tied to none. */
  installed: z.int().nullable(),
  /** Seats of all licences in force for the same title. */
  seatsTogether: z.int().nullable(),
  position: z.enum(positions),
  /** "34 computers, 30 seats: 4 too many." */
  said: z.string(),
  changedAt: time,
  changedBy: z.string(),
});
export type Licence = z.infer<typeof licence>;
export const licenceList = listOf(licence);

export const licenceSeat = z.object({
  id,
  assetId: id.nullable(),
  personId: id.nullable(),
  /** A tag, or a person's name. */
  name: z.string(),
  /** Its holder is disposed of or has left, so that it can be given back. */
  gone: z.boolean(),
  givenAt: time,
  givenBy: z.string(),
});
export type LicenceSeat = z.infer<typeof licenceSeat>;
export const licenceSeatList = listOf(licenceSeat);
export const seatInput = z
  .strictObject({
    /** As on its label; case and spaces do not matter. */
    tag: text(60).nullable().default(null),
    personId: id.nullable().default(null),
  })
  .refine(given => (given.tag === null) !== (given.personId === null), {
    message: 'Give a tag or choose a person',
    path: ['tag'],
  });
export const freeSeatInput = z.strictObject({ why: text(300).min(3, 'Say why') });

export const licenceKeyInput = z.strictObject({ reason: text(300).min(1, 'Say what you need it for') });
export const licenceKey = z.object({ key: z.string() });

export const titleQuery = z.strictObject({ search: z.string().trim().min(2).max(100) });
export const titleChoices = listOf(
  z.object({ id, name: z.string(), publisher: z.string().nullable(), devices: z.int() }),
);
