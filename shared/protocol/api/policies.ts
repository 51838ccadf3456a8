/** Policies: what each place asks, its versions, the way out in rings, who has it, and exceptions. */
import * as z from 'zod';
import { controlKey } from '../../finding.ts';
import { origins, ownSettings } from '../../policies/settings.ts';
import { waitsForYes } from './approvals.ts';
import { id, listOf, pageQuery, time } from './common.ts';

const count = z.int();
const mode = z.enum(['off', 'watch', 'enforce']);
const named = z.object({ id, name: z.string() });
const devicesNamed = z.object({
  count,
  /** The first hundred, by name. */
  named: z.array(named),
});
const reason = z
  .string()
  .trim()
  .min(3, 'Say why, in a few words: it stays in the change log')
  .max(300, 'Say it in at most 300 characters');

export const scopes = ['school', 'group', 'device'] as const;
export type Scope = (typeof scopes)[number];
/** `school`, `group.ID` or `device.ID`. */
export const placeKey = z.string().regex(/^(school|(group|device)\.[A-Za-z0-9-]{1,60})$/);

/** So long a version waits for a second person. */
export const versionWaitsDays = 28;

export const versionStatuses = [
  'draft',
  'waiting',
  'rolling_out',
  'in_force',
  'superseded',
  'discarded',
  'refused',
  'returned',
] as const;

const line = z.object({
  control: controlKey.nullable(),
  title: z.string(),
  field: z.string(),
  fieldTitle: z.string(),
  before: z.string(),
  after: z.string(),
  sentence: z.string(),
  entries: z.array(z.string()),
});

export const policyVersion = z.object({
  id,
  place: placeKey,
  placeName: z.string(),
  number: count,
  status: z.enum(versionStatuses),
  revision: count,
  reason: z.string(),
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
  updatedBy: z.string(),
  askedAt: time.nullable(),
  askedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  inForceAt: time.nullable(),
  endedAt: time.nullable(),
  endNote: z.string().nullable(),
  settings: ownSettings,
});
export type PolicyVersion = z.infer<typeof policyVersion>;
export const versionList = listOf(policyVersion.omit({ settings: true }));
export const versionQuery = pageQuery;

const ring = z.object({
  /** Null: every group that no earlier ring has. */
  groups: z.array(named).nullable(),
  waitMinutes: count,
  state: z.enum(['waiting', 'running', 'done']),
  devices: count,
  has: count,
});

export const rollout = z.object({
  id,
  version: policyVersion.omit({ settings: true }),
  status: z.enum(['running', 'halted', 'done', 'returned']),
  rings: z.array(ring),
  ring: count,
  startedAt: time,
  ringStartedAt: time,
  /** When the next ring may begin, or the last is done. */
  nextAt: time,
  endedAt: time.nullable(),
  note: z.string().nullable(),
  /** In words: when it is taken back by itself, and how many devices got worse so far. */
  watching: z.string(),
});
export type Rollout = z.infer<typeof rollout>;
/** To finish is to skip what was agreed to, rings or the watch over them: it needs a reason. */
export const rolloutAct = z
  .strictObject({ act: z.enum(['halt', 'resume', 'finish', 'return']), reason: reason.optional() })
  .refine(({ act, reason: why }) => act !== 'finish' || why !== undefined, {
    path: ['reason'],
    message: 'Say why, in a few words: it stays in the change log',
  });

/** What was done, in words; or who has to agree before rings that somebody agreed to are skipped. */
export const rolloutActed = z.union([z.object({ sentence: z.string() }), waitsForYes]);

const change = z.object({ version: policyVersion, lines: z.array(line) });

/** Everything that one place's editor shows. */
export const place = z.object({
  place: placeKey,
  scope: z.enum(scopes),
  scopeId: id,
  name: z.string(),
  devices: count,
  /** What comes from above, the most general first. */
  inherited: z.array(z.object({ from: z.enum(['school', 'group']), settings: ownSettings })),
  /** What it asks by now: the version on its way where there is one. */
  inForce: policyVersion.nullable(),
  draft: change.nullable(),
  waiting: change.extend({ youMayApprove: z.boolean(), whyNot: z.string().nullable() }).nullable(),
  rollout: rollout.nullable(),
  /** Places below that set something of their own: a change here does not reach those settings. */
  below: z.array(z.object({ place: placeKey, name: z.string(), fields: count })),
});
export type Place = z.infer<typeof place>;

export const draftInput = z.strictObject({
  /** Of the draft that was edited; 0 for a new one. */
  revision: z.int().min(0),
  settings: ownSettings,
});
export const askInput = z.strictObject({
  revision: z.int().min(1),
  reason,
  /** Groups that get it first, in this order, before the rest; none puts it in force everywhere at once. */
  rings: z
    .array(
      z.strictObject({
        groupId: id,
        waitMinutes: z
          .number()
          .int()
          .min(0, 'Write 0 or more')
          .max(20_160, 'Write at most 20160 (two weeks)'),
      }),
    )
    .max(5)
    .default([]),
});
export const asked = z.object({
  version: policyVersion,
  /** What happens now, for a person. */
  sentence: z.string(),
});
export const refuseInput = z.strictObject({ reason });
export const returnInput = z.strictObject({ reason });

export const compareQuery = z.strictObject({ with: id.optional() });
export const comparison = z.object({
  version: policyVersion,
  against: policyVersion.nullable(),
  lines: z.array(line),
});

const consequence = z.object({
  tone: z.enum(['worse', 'better', 'enforce', 'unknown', 'note']),
  sentence: z.string(),
  /** All programs, sticks or days that are meant, where the sentence names only the first of them. */
  names: z.array(z.string()).optional(),
  devices: devicesNamed,
});
export const changesOfControls = z.array(
  z.object({ control: controlKey, title: z.string(), consequences: z.array(consequence) }),
);
export const whatIf = z.object({
  at: time,
  /** Devices that the change reaches. */
  devices: count,
  headline: z.string(),
  controls: changesOfControls,
  /** True when a second person has to agree, and there is one. */
  needsSecond: z.boolean(),
  /** Why somebody has to, or why nobody is asked. */
  secondSentence: z.string(),
});
export type WhatIf = z.infer<typeof whatIf>;

const origin = z.enum(origins);
const cell = z.object({
  control: controlKey,
  mode,
  from: origin,
  /** Settings that this place sets for itself. */
  own: count,
});
export const policyTable = z.object({
  controls: z.array(z.object({ control: controlKey, title: z.string() })),
  school: z.object({
    cells: z.array(cell),
    version: count.nullable(),
    draft: z.boolean(),
    waiting: z.boolean(),
  }),
  groups: z.array(
    z.object({
      id,
      name: z.string(),
      devices: count,
      has: count,
      number: count,
      cells: z.array(cell),
      version: count.nullable(),
      draft: z.boolean(),
      waiting: z.boolean(),
    }),
  ),
  /** Devices that set something of their own. */
  devices: z.array(z.object({ id, name: z.string(), groupName: z.string(), fields: count })),
  rollouts: z.array(rollout),
  waiting: z.array(policyVersion.omit({ settings: true })),
  exceptionsEnding: count,
  exceptions: count,
});
export type PolicyTable = z.infer<typeof policyTable>;

export const delivery = z.object({
  groupId: id,
  number: count,
  issuedAt: time,
  devices: count,
  has: count,
  /** Those that have not confirmed it, and why; at most two hundred. */
  missing: z.array(named.extend({ applied: count, why: z.string(), connected: z.boolean() })),
});
export type Delivery = z.infer<typeof delivery>;

/** What one device is asked to do, and where each setting comes from. */
export const devicePolicy = z.object({
  deviceId: id,
  groupId: id,
  groupName: z.string(),
  applied: count,
  current: count,
  why: z.string().nullable(),
  controls: z.array(
    z.object({
      control: controlKey,
      title: z.string(),
      mode,
      sentence: z.string(),
      fields: z.array(
        z.object({
          field: z.string(),
          title: z.string(),
          value: z.string(),
          from: origin,
          until: time.nullable(),
        }),
      ),
    }),
  ),
});
export type DevicePolicy = z.infer<typeof devicePolicy>;

export const policyRules = z.object({
  secondPerson: z.enum(['never', 'enforce', 'always']),
  rings: z.array(z.object({ groupId: id, waitMinutes: z.int().min(0).max(20_160) })).max(5),
  /** How long the last ring is watched before the change counts as done. */
  watchMinutes: z.int().min(0, 'Write 0 or more').max(20_160, 'Write at most 20160 (two weeks)'),
  haltPercent: z
    .number()
    .int()
    .min(1, 'Write a whole number from 1 to 100')
    .max(100, 'Write a whole number from 1 to 100'),
});
export type PolicyRules = z.infer<typeof policyRules>;
export const policyRulesPatch = z.strictObject(policyRules.shape).partial();

export const exceptionStatuses = ['waiting', 'active', 'ended', 'expired', 'refused'] as const;
export const exceptionView = z.object({
  id,
  control: controlKey,
  title: z.string(),
  /** Of one that holds or waits, against what the devices are asked otherwise: "Lock after, in minutes: 20 becomes 60." */
  sentence: z.string(),
  /** What is asked of these devices instead, by the names of the control's settings. */
  settings: z.record(z.string(), z.unknown()),
  devices: devicesNamed,
  reason: z.string(),
  askedBy: z.string(),
  status: z.enum(exceptionStatuses),
  createdAt: time,
  createdBy: z.string(),
  approvedAt: time.nullable(),
  approvedBy: z.string().nullable(),
  endsAt: time,
  endedAt: time.nullable(),
  endedBy: z.string().nullable(),
  /** Why it was not approved. */
  endNote: z.string().nullable(),
  /** Of one that waits: for how many days in a year one of the devices would be let off, with earlier ones. */
  togetherDays: count.nullable(),
  youMayApprove: z.boolean(),
});
export type ExceptionView = z.infer<typeof exceptionView>;
export const exceptionList = listOf(exceptionView);
export const exceptionRefusal = z.strictObject({ reason });
export const exceptionInput = z.strictObject({
  control: controlKey,
  deviceIds: z.array(id).min(1, 'Choose at least one device').max(200, 'Choose at most 200 devices'),
  settings: z
    .record(z.string().max(60), z.unknown())
    .refine(value => Object.keys(value).length > 0, 'Choose at least one setting that is to be different'),
  reason,
  askedBy: z.string().trim().min(2, 'Write who asked for it').max(100),
  endsAt: time,
});
