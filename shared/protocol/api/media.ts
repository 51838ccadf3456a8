/** The register of the school's own sticks and disks. */
import * as z from 'zod';
import { label, serial, usbId } from '../../controls/removable-media/policy.ts';
import { id, listOf, pageQuery, time } from './common.ts';

export const mediumStates = ['in_store', 'issued', 'lost', 'retired'] as const;
export type MediumState = (typeof mediumStates)[number];
export const mediumStateWords: Record<MediumState, string> = {
  in_store: 'In store',
  issued: 'Issued',
  lost: 'Lost or stolen',
  retired: 'Retired',
};

/** What the school knows of its encryption; what a device then sees is another thing. */
export const encryptions = ['by_itself', 'by_software', 'no', 'unknown'] as const;
export type Encryption = (typeof encryptions)[number];
export const encryptionWords: Record<Encryption, string> = {
  by_itself: 'Yes, by itself (keypad or its own program)',
  by_software: 'Yes, with BitLocker or LUKS',
  no: 'No',
  unknown: 'Not known',
};

const access = z.enum(['read_only', 'read_write'], 'Choose what it may be used for');
const encryption = z.enum(encryptions, 'Choose what is known of its encryption');

export const medium = z.object({
  id,
  revision: z.int(),
  label: z.string(),
  vendorId: z.string(),
  productId: z.string(),
  serial: z.string(),
  access,
  encryption,
  holder: z.string().nullable(),
  holderId: id.nullable(),
  state: z.enum(mediumStates),
  stateAt: time,
  note: z.string(),
  /** When a device last had it plugged in, which one, and what it saw of its encryption. Null: never since it was entered. */
  seen: z
    .object({
      at: time,
      device: z.object({ id, name: z.string() }).nullable(),
      encrypted: z.enum(['luks', 'bitlocker', 'by_itself', 'no']).nullable(),
    })
    .nullable(),
  /** "Encrypted with BitLocker, as Library 2 saw": the answer and how it is known. */
  encrypted: z.object({ answer: z.enum(['yes', 'no', 'unknown']), how: z.string() }),
});
export type Medium = z.infer<typeof medium>;

export const mediumQuery = pageQuery.extend({
  search: z.string().trim().max(100).optional(),
  state: z.enum(mediumStates).optional(),
  encrypted: z.enum(['yes', 'no', 'unknown']).optional(),
});
export const mediumList = listOf(medium).extend({
  total: z.int(),
  counts: z.record(z.enum(mediumStates), z.int()),
});

export const mediumDetail = medium.extend({
  history: z.array(z.object({ id, at: time, by: z.string(), sentence: z.string(), note: z.string() })),
});
export type MediumDetail = z.infer<typeof mediumDetail>;

const holder = z.string().trim().max(100);
const note = z.string().trim().max(300);

export const mediumInput = z.strictObject({
  label,
  vendorId: usbId,
  productId: usbId,
  serial,
  access: access.default('read_write'),
  encryption: encryption.default('unknown'),
  /** A name; when it is that of one known person, it is linked to them. Empty: it goes into the store. */
  holder: holder.default(''),
  note: note.default(''),
  /** The hash that a device saw: refused when the serial number is not that stick's. */
  seenHash: z.string().max(43).optional(),
});
export type MediumInput = z.output<typeof mediumInput>;

export const mediumPatch = z.strictObject({
  revision: z.int(),
  label: label.optional(),
  access: access.optional(),
  encryption: encryption.optional(),
  note: note.optional(),
});

export const mediumMove = z.strictObject({
  revision: z.int(),
  to: z.enum(mediumStates),
  holder: holder.default(''),
  note: note.default(''),
});

/** Sticks that devices saw in the last days and that the school has not registered. */
export const seenMedia = listOf(
  z.object({
    vendorId: z.string(),
    productId: z.string(),
    serialHash: z.string(),
    encrypted: z.string().nullable(),
    device: z.object({ id, name: z.string() }),
    at: time,
  }),
);
export type SeenMedium = z.infer<typeof seenMedia>['items'][number];

export const mediaImportInput = z.strictObject({
  text: z.string().min(1, 'Choose a file').max(900_000),
  /** False: only says what would happen. */
  apply: z.boolean().default(false),
});
export const mediaImported = z.object({
  applied: z.boolean(),
  rows: z.array(
    z.object({
      line: z.int(),
      label: z.string(),
      outcome: z.enum(['create', 'same', 'rejected']),
      words: z.string(),
    }),
  ),
  counts: z.object({ create: z.int(), same: z.int(), rejected: z.int() }),
  /** Somebody else has to agree before so many are let in. `id`: of the approval, once they were asked; nothing was entered then. */
  second: z.object({ id: id.nullable(), sentence: z.string() }).nullable(),
});
export type MediaImported = z.infer<typeof mediaImported>;
