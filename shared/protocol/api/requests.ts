/** The inbox of what people ask for: sticks and programs. */
import * as z from 'zod';
import { type answers, type licences, mediaRequest, type scanVerdicts, softwareRequest } from '../request.ts';
import { id, listOf, pageQuery, time } from './common.ts';

export const requestStates = ['waiting', 'approved', 'refused'] as const;
export const licenceWords: Record<(typeof licences)[number], string> = {
  free: 'Free to use',
  paid: 'Has to be bought',
  held: 'The school has a licence',
  unknown: 'Not known',
};
export const personalDataWords: Record<(typeof answers)[number], string> = {
  yes: 'Yes: ask the data protection officer',
  no: 'No',
  unknown: 'Not known',
};
export const scanWords: Record<(typeof scanVerdicts)[number], string> = {
  clean: 'Scanned: nothing found',
  infected: 'Scanned: something harmful was found',
  incomplete: 'Could not be scanned to its end',
  not_scanned: 'Not scanned yet: it is when it opens',
};

export const requestView = z.object({
  id,
  kind: z.enum(['media', 'software']),
  /** "Read a stick for 1 hour", "GeoGebra". */
  title: z.string(),
  person: z.string(),
  reason: z.string(),
  device: z.object({ id, name: z.string(), group: z.string(), connected: z.boolean() }).nullable(),
  /** Facts to decide by, in words. */
  facts: z.array(z.object({ name: z.string(), value: z.string(), caution: z.boolean() })),
  /** What happened before with this stick, this title or this person, newest first. */
  before: z.array(z.string()),
  state: z.enum(requestStates),
  madeAt: time,
  /** Who wrote it down when it was not sent by the device. */
  madeBy: z.string().nullable(),
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  /** What the person reads. */
  answer: z.string(),
  /** What came of the approval: the order's state, or the draft with its what-if. */
  outcome: z.object({ sentence: z.string(), to: z.string().nullable() }).nullable(),
  /** Whether the decision can be taken back, so that it waits again. */
  canTakeBack: z.boolean(),
  /** What was asked of a stick: to begin the answer with, and to register it. */
  stick: z
    .object({
      vendorId: z.string(),
      productId: z.string(),
      serialHash: z.string().nullable(),
      serial: z.string().nullable(),
      access: z.enum(['read_only', 'read_write']),
      minutes: z.int(),
    })
    .nullable(),
});
export type RequestView = z.infer<typeof requestView>;

export const requestQuery = pageQuery.extend({
  state: z.enum(['waiting', 'decided']).default('waiting'),
  kind: z.enum(['media', 'software']).optional(),
});
export const requestList = listOf(requestView).extend({ waiting: z.int() });

const grant = z.strictObject({
  access: z.enum(['read_only', 'read_write']),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(12 * 60),
  singleUse: z.boolean().default(false),
});
export type Grant = z.infer<typeof grant>;

/** For somebody who asked in person; with `allow` it is decided in the same step. */
export const requestInput = z.strictObject({
  deviceId: id.nullable().default(null),
  request: z.discriminatedUnion('kind', [
    mediaRequest.extend({ person: z.string().trim().min(1, 'Say who asks').max(100) }).strict(),
    softwareRequest.extend({ person: z.string().trim().min(1, 'Say who asks').max(100) }).strict(),
  ]),
  allow: grant.optional(),
});

export const requestDecisions = z.strictObject({
  approve: z
    .array(z.strictObject({ id, grant: grant.optional() }))
    .max(100)
    .default([]),
  refuse: z.array(id).max(100).default([]),
  /** A sentence that whoever asked will read; needed to refuse. */
  reason: z.string().trim().max(300).default(''),
});
export const requestOutcomes = z.object({
  items: z.array(z.object({ id, done: z.boolean(), sentence: z.string() })),
});
export type RequestOutcomes = z.infer<typeof requestOutcomes>;
