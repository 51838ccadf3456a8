/** The register: assets as the pages read and change them, and spreadsheets on their way in and out. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { factNames, type fieldNames, fieldOf } from '../../assets/fields.ts';
import { assetKinds } from '../../assets/kinds.ts';
import { mostPence } from '../../assets/money.ts';
import { assetStates, firstStates } from '../../assets/states.ts';
import { id, listOf, pageQuery, time } from './common.ts';

const assetState = z.enum(assetStates);
const kind = z.enum(assetKinds, 'Choose a kind');
const day = z.string().refine(isDay, 'Write a day between 1980 and 2099');
const pence = z
  .number('Write an amount')
  .int()
  .min(0, 'Write an amount')
  .max(mostPence, 'At most £10 million');
const words = (name: (typeof fieldNames)[number]) =>
  z
    .string()
    .trim()
    .max(fieldOf(name).longest ?? 100, `At most ${fieldOf(name).longest ?? 100} characters`);
/** An empty text is nothing. */
const optional = (name: (typeof fieldNames)[number]) =>
  words(name)
    .transform(text => (text === '' ? null : text))
    .nullable();

const values = {
  tag: words('tag').min(1, 'Give it a tag'),
  kind,
  name: optional('name'),
  make: optional('make'),
  model: optional('model'),
  serial: optional('serial'),
  owner: optional('owner'),
  location: optional('location'),
  secureLocation: z.boolean(),
  installedOn: day.nullable(),
  secureCheckedOn: day.nullable(),
  holder: optional('holder'),
  staffOnly: z.boolean(),
  purchaseDate: day.nullable(),
  supplier: optional('supplier'),
  orderNumber: optional('orderNumber'),
  cost: pence.nullable(),
  funding: optional('funding'),
  warrantyEnd: day.nullable(),
  plannedReplacement: day.nullable(),
  lifeYears: z
    .number('Write a number of years')
    .int()
    .min(1, 'At least one year')
    .max(30, 'At most 30')
    .nullable(),
  floor: pence.nullable(),
  notes: optional('notes'),
};
const assetValues = z.object(values);
export type AssetValues = z.output<typeof assetValues>;

const stateWith = {
  /** Why, in the person's words; some states ask for it. */
  note: z.string().trim().max(1000).optional(),
};

export const assetInput = z
  .strictObject(values)
  .partial()
  .required({ tag: true, kind: true })
  .extend({
    state: z.enum(firstStates, 'An asset cannot begin in this state').default('in_stock'),
    ...stateWith,
    /** The enrolled device that this is. */
    deviceId: id.optional(),
    /** A person of the school; `holder` is the name to show. */
    holderId: id.nullable().optional(),
  });

/** The revision that the person saw; another one is refused. */
const revision = z.int().min(1);
export const assetPatch = z
  .strictObject(values)
  .partial()
  .extend({ revision, holderId: id.nullable().optional() });

export const assetStateInput = z.strictObject({
  revision,
  to: assetState,
  ...stateWith,
  location: values.location.optional(),
  holder: values.holder.optional(),
  owner: values.owner.optional(),
});

export const assetLinkInput = z.strictObject({ revision, deviceId: id });
export const assetUnlinkInput = z.strictObject({ revision });

/** A fact and where it comes from. `said` is what the linked device says where a person wrote something else. */
const fact = z.object({
  field: z.enum(factNames),
  value: z.string().nullable(),
  origin: z.enum(['device', 'hand', 'import']).nullable(),
  at: time.nullable(),
  by: z.string().nullable(),
  said: z.string().nullable(),
});
export type AssetFact = z.infer<typeof fact>;

const linkedDevice = z.object({ id, name: z.string(), lastSeenAt: time.nullable(), removed: z.boolean() });
const completeness = z.object({ percent: z.int(), missing: z.array(z.string()) });

export const assetRow = z.object({
  id,
  tag: z.string(),
  kind,
  name: z.string().nullable(),
  /** Make, model and serial as shown: by hand if written, else from the linked device. */
  make: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  state: assetState,
  location: z.string().nullable(),
  holder: z.string().nullable(),
  device: linkedDevice.nullable(),
  completeness,
  updatedAt: time,
});
export type AssetRow = z.infer<typeof assetRow>;

export const assetSorts = ['tag', 'location', 'state', 'bought', 'changed'] as const;
export const assetQuery = pageQuery.extend({
  /** Parts of a tag, name, make, model, serial, place, holder or supplier. */
  search: z.string().trim().max(100).optional(),
  state: assetState.optional(),
  kind: z.enum(assetKinds).optional(),
  location: z.string().max(100).optional(),
  holder: z.string().max(100).optional(),
  device: z.string().max(60).optional().describe('`none`, `linked`, or the id of a device.'),
  sort: z.enum(assetSorts).default('tag'),
  direction: z.enum(['asc', 'desc']).optional(),
});
export const assetList = listOf(assetRow).extend({ total: z.int() });

export const asset = assetRow.extend({
  revision: z.int(),
  /** As written in the register: what only the device says is null here and stands in `facts`. */
  values: assetValues,
  holderId: z.string().nullable(),
  /** Since when protected data may have been on it; stays for ever, so that its disposal asks for an erasure. */
  heldDataAt: time.nullable(),
  /** When a label with its tag was printed here. */
  labelPrintedAt: time.nullable(),
  stateAt: time,
  facts: z.array(fact),
  nextStates: z.array(assetState),
  /** Pence, and until when it falls. */
  bookValue: z.object({ pence: z.int(), endsOn: z.string(), years: z.int() }).nullable(),
  createdAt: time,
  createdBy: z.string(),
});
export type Asset = z.infer<typeof asset>;

export const assetHistoryEntry = z.object({
  id,
  at: time,
  by: z.string(),
  origin: z.enum(['hand', 'import']),
  /** The field's words. */
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  note: z.string().nullable(),
});
export type AssetHistoryEntry = z.infer<typeof assetHistoryEntry>;
export const assetHistory = listOf(assetHistoryEntry);

/** What is in use, to choose from. */
export const assetChoices = z.object({
  locations: z.array(z.string()),
  holders: z.array(z.string()),
  suppliers: z.array(z.string()),
  funding: z.array(z.string()),
});

/** An asset and a device with one serial number, not linked yet. A person decides. */
export const assetSuggestion = z.object({
  asset: z.object({ id, tag: z.string(), revision: z.int() }),
  device: z.object({ id, name: z.string() }),
  serial: z.string(),
});
export const assetSuggestions = listOf(assetSuggestion).extend({
  /** The school's own computers that stand in no register: how many, and the first by name. */
  unlisted: z.object({
    count: z.int(),
    first: z.array(z.object({ id, name: z.string(), model: z.string().nullable() })),
  }),
});
export type AssetSuggestions = z.infer<typeof assetSuggestions>;
