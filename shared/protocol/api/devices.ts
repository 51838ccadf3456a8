/** Devices, their findings, inventory and history as the pages read them. */
import * as z from 'zod';
import { controlKey, finding, reasonCode, state } from '../../finding.ts';
import { hardware, softwareItem, system } from '../inventory.ts';
import { wearKinds } from '../wear.ts';
import { id, listOf, pageQuery, time } from './common.ts';

export const deviceStatuses = ['waiting', 'approved', 'blocked', 'cloned', 'removed'] as const;
export const deviceStatus = z.enum(deviceStatuses);

/** A control as it stands now, aged: see `standing`. */
const controlStanding = z.object({
  control: controlKey,
  state,
  reason: reasonCode,
  /** Set where this device is asked otherwise, by an exception that ends then. */
  exceptedUntil: time.optional(),
});

export const deviceRow = z.object({
  id,
  name: z.string(),
  group: z.object({ id, name: z.string() }),
  status: deviceStatus,
  connected: z.boolean(),
  lastSeenAt: time.nullable(),
  platform: z.enum(['windows', 'macos', 'linux']).nullable(),
  /** "Debian GNU/Linux 12" as the device calls its system. */
  system: z.string().nullable(),
  model: z.string().nullable(),
  agent: z.string().nullable(),
  controls: z.array(controlStanding),
  notMet: z.int(),
  unknown: z.int(),
  /** What the register calls it; null where the register does not know it. `holder`: who has it, by name. */
  asset: z
    .object({ id, tag: z.string(), location: z.string().nullable(), holder: z.string().nullable() })
    .nullable(),
  /** Device clock minus console clock; a finding in itself beyond five minutes. */
  clockOffsetMs: z.int().nullable(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

/** `silent`: not heard of for as many school days as its policy allows. */
export const deviceTroubles = [
  'silent',
  'clock',
  'intercepted',
  'cloned',
  'blocked',
  'recovery_key',
  ...wearKinds,
] as const;
export type DeviceTrouble = (typeof deviceTroubles)[number];

export const deviceSorts = ['name', 'lastSeen', 'notMet', 'unknown'] as const;
export const deviceQuery = pageQuery.extend({
  /** Part of a name, system, model or serial. */
  search: z.string().trim().max(100).optional(),
  group: id.optional(),
  /** With `state`: devices where this control stands so. */
  control: controlKey.optional(),
  state: state
    .optional()
    .describe(
      'With `control`: devices where that control stands so. Alone: devices where any control stands so.',
    ),
  platform: z.enum(['windows', 'macos', 'linux']).optional(),
  trouble: z
    .enum(deviceTroubles)
    .optional()
    .describe(
      'Devices that have not been heard of for too many school days, whose clock is wrong, whose link a filter inspects, that share one key, that are blocked, of which no recovery key is kept that was seen to open the disk, although the policy has them kept, whose disk says that it is failing, that have less than a tenth of a disk free, whose battery holds less than 60 % of what it did, or that keep work of people which lies nowhere else.',
    ),
  sort: z.enum(deviceSorts).default('name'),
  direction: z.enum(['asc', 'desc']).optional(),
});
export const deviceList = listOf(deviceRow).extend({ total: z.int() });

/** A finding as last reported, how it stands now, and both in words. */
export const deviceFinding = z.object({
  finding,
  standing: controlStanding.omit({ control: true, exceptedUntil: true }),
  title: z.string(),
  sentence: z.string(),
  next: z.string().nullable(),
});
export type DeviceFinding = z.infer<typeof deviceFinding>;

export const longestNote = 500;

export const device = deviceRow.extend({
  enrolledAt: time,
  approvedAt: time.nullable(),
  approvedBy: z.string().nullable(),
  findings: z.array(deviceFinding),
  hardware: hardware.nullable(),
  systemFacts: system.nullable(),
  /** When each section was last received. */
  received: z.object({ hardware: time, system: time, software: time }).partial(),
  softwareCount: z.int(),
  policy: z.object({ applied: z.int(), current: z.int(), mode: z.string() }),
  /** What technicians tell each other about it; empty for nothing. */
  note: z.string(),
  /** Set when the link was intercepted by a filter: whose certificate came instead. */
  intercepted: z.object({ issuer: z.string() }).nullable(),
});
export type Device = z.infer<typeof device>;

export const devicePatch = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    groupId: id,
    note: z.string().trim().max(longestNote, `Write at most ${longestNote} letters`),
  })
  .partial()
  .refine(value => Object.keys(value).length > 0, 'nothing to change');

/** Why a device is removed, or is said to have left: whoever agrees reads it. */
export const removal = z.object({
  reason: z.string('Say where it is now').trim().min(1, 'Say where it is now').max(300),
});

/** Removed devices that go on counting as not known. */
export const departureList = listOf(
  z.object({
    deviceId: id,
    name: z.string(),
    removedAt: time,
    removedBy: z.string(),
    /** Not removed: another machine, of which nothing agrees, was said to be this one. */
    replaced: z.boolean(),
    /** Titles of the checks that did not hold, or were not known. */
    open: z.array(z.string()),
    /** Of the approval that waits; null when nobody was asked, or who was asked said no. */
    approvalId: id.nullable(),
  }),
);
export type Departure = z.infer<typeof departureList>['items'][number];

export const softwareQuery = pageQuery.extend({ search: z.string().trim().max(100).optional() });
/** `titleId` is the title's id in the catalogue. */
export const deviceSoftware = softwareItem.extend({ titleId: id, firstSeenAt: time });
export const softwareList = listOf(deviceSoftware).extend({ total: z.int() });

/** One change of one control, or one thing that happened, newest first. */
export const historyEntry = z.object({
  id,
  at: time,
  receivedAt: time,
  kind: z.enum(['finding', 'event']),
  control: controlKey.nullable(),
  state: state.nullable(),
  before: state.nullable(),
  sentence: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
export const historyQuery = pageQuery.extend({
  /** A day of the school, YYYY-MM-DD: what had been received by its end. */
  on: z.iso.date('Give a day as YYYY-MM-DD.').optional(),
  about: z.enum(['media']).optional().describe('`media`: only sticks and disks that were plugged in.'),
});
export const historyList = listOf(historyEntry).extend({
  /** How each control stood at the end of that day; only with `on`, and on the first page. */
  stood: z
    .array(
      historyEntry
        .pick({ at: true, receivedAt: true, sentence: true })
        .extend({ control: controlKey, title: z.string(), state }),
    )
    .nullable(),
});
export type Stood = NonNullable<z.infer<typeof historyList>['stood']>[number];

export const group = z.object({
  id,
  name: z.string(),
  /** Its computers belong to people and not to the school. */
  ownDevices: z.boolean(),
  devices: z.int(),
  waiting: z.int(),
});
export type Group = z.infer<typeof group>;
export const groupList = listOf(group);
export const groupInput = z.strictObject({
  name: z.string().trim().min(1, 'Give the group a name').max(60),
  ownDevices: z.boolean().optional(),
});
