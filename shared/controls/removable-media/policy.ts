/** What a school asks of sticks, cards, phones and cameras that are plugged into its computers. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

/** File systems that are ever mounted to be scanned; nothing else on a stick is opened (design of E-02). */
export const scannedFileSystems = ['vfat', 'exfat', 'ntfs'] as const;
/** What a school's own sticks may be encrypted with so that the computer can tell. */
export const encryptedFormats = ['luks', 'bitlocker'] as const;

export const rules = ['allow_scanned', 'read_only', 'encrypted_only', 'block'] as const;
export type Rule = (typeof rules)[number];

export const usbId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}$/, 'four digits from 0 to 9 and a to f');
/** As the stick tells it. Nothing that a rule file of any system could take for more than letters. */
export const serial = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._:#+=-]{0,125}$/, 'letters, digits and . _ : # + = - only');
export const label = z.string().trim().min(1).max(80);

const vendorId = usbId.meta({
  title: 'Vendor',
  description:
    'The four digits of the maker, such as 0781. The device’s page shows them for what is plugged in.',
});
const productId = usbId.meta({
  title: 'Product',
  description: 'The four digits of the model, such as 5567.',
});
const ownSerial = serial.nullable().default(null).meta({
  title: 'Serial number',
  description: 'Without it, every stick of this model is allowed, whoever owns it.',
  whenNone: 'none, so every one of this model',
});
const access = z.enum(['read_only', 'read_write']);

/** A stick or disk that belongs to the school. Its serial is policy data: the systems' own rules need it. */
const approvedMedium = z.object({
  label: label.meta({ title: 'Name', description: 'What is written on it, such as “Office stick 4”.' }),
  vendorId,
  productId,
  serial: ownSerial,
  access: access.default('read_write').meta({
    title: 'May be used to',
    description: 'Read only, or read and write.',
  }),
  hardwareEncrypted: z.boolean().default(false).meta({
    title: 'Encrypts by itself',
    description: 'A stick with its own keypad or its own unlocking program; it counts as encrypted.',
  }),
});

/** A stick that must open nowhere any more. Known by its serial, or only by the hash that a device reported. */
const lostMedium = z
  .object({
    label: label.meta({ title: 'Name', description: 'What it was called, such as “Office stick 4”.' }),
    vendorId,
    productId,
    serial: serial.nullable().default(null).meta({
      title: 'Serial number',
      description: 'Empty when only its hash is known; one of the two is needed to stop this one stick.',
    }),
    serialHash: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .nullable()
      .default(null)
      .meta({
        title: 'Hash of its serial number',
        description: 'As a device’s page shows it for a stick that the school has not registered.',
      }),
  })
  .refine(({ serial, serialHash }) => serial !== null || serialHash !== null, {
    error: 'its serial number or its hash is needed, or every stick of the model would be stopped',
  });

/** A camera or card reader that lessons need. */
const curriculumDevice = z.object({
  label: label.meta({ title: 'Name', description: 'What it is called, such as “Reception camera 2”.' }),
  kind: z.enum(['camera', 'card_reader']).default('camera').meta({
    title: 'Kind',
    description: 'A camera, or a reader for memory cards.',
  }),
  vendorId,
  productId,
  serial: ownSerial,
  access: access.default('read_only').meta({
    title: 'May be used to',
    description: 'Read only, which copying pictures needs, or read and write.',
  }),
});

export const policy = z.object({
  mode: modeField,
  rule: z.enum(rules).default('block').meta({
    title: 'Sticks and disks that are not listed below',
    description:
      'Block; read only; write only where they are encrypted; or allow after a scan found nothing. Permission for one stick can always be asked for.',
  }),
  approved: z.array(approvedMedium).max(600).default([]).meta({
    title: 'The school’s own media',
    description:
      'Sticks and disks that may be used, beside those on the page Media. A group that lists its own takes only those. Serial numbers can be forged: this keeps honest people to the school’s sticks.',
  }),
  lost: z.array(lostMedium).max(600).default([]).meta({
    title: 'Lost or stolen media',
    description:
      'Stopped on every computer at its next contact, whatever else allows them. What the whole school lists is stopped in every group.',
    joins: true,
  }),
  curriculum: z.array(curriculumDevice).max(100).default([]).meta({
    title: 'Cameras and card readers for lessons',
    description: 'Named devices of the school that may be plugged in although others may not.',
  }),
  scanBeforeUse: z.boolean().default(true).meta({
    title: 'Scan before use',
    description: 'A stick opens only after the installed antivirus has found nothing on it.',
  }),
  largestScanMinutes: z.int().min(1).max(60).default(10).meta({
    title: 'Longest scan, in minutes',
    description: 'A scan that takes longer counts as not done, and a person has to decide.',
  }),
  encryptedFormats: z
    .array(z.enum(encryptedFormats))
    .max(encryptedFormats.length)
    .default([...encryptedFormats])
    .meta({
      title: 'Encryption that counts',
      description:
        'LUKS (Linux), BitLocker (Windows). Sticks that encrypt by themselves are marked in the list.',
    }),
  phones: z.enum(['block', 'allow']).default('block').meta({
    title: 'Phones, cameras and players',
    description:
      'Whether files may be copied from and to them (MTP, PTP). They can always charge. Those named for lessons are allowed.',
  }),
  badUsb: z.boolean().default(false).meta({
    title: 'Reject sticks that also type',
    description:
      'Turns away a device that is a stick and a keyboard or mouse at once. Some real keyboards have storage, so it waits while no other keyboard and mouse is plugged in.',
  }),
  reportTethering: z.boolean().default(false).meta({
    title: 'Report internet by phone',
    description:
      'A phone or mobile modem that gives this computer internet goes round the school’s filter. It is reported and never cut off.',
  }),
});
export type Policy = z.infer<typeof policy>;

/** Scanning needs the door shut until it is done, to the school's own media too. */
export const scansFirst = (policy: Policy): boolean =>
  policy.scanBeforeUse || policy.rule === 'allow_scanned';
