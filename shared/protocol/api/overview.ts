/** The technician's overview and the headteacher's promises. */
import * as z from 'zod';
import { controlKey } from '../../finding.ts';
import { id, time } from './common.ts';

const counts = z.object({
  met: z.number().int(),
  not_met: z.number().int(),
  unknown: z.number().int(),
  not_applicable: z.number().int(),
});
export type Counts = z.infer<typeof counts>;

/** `GET /api/v1/summary`: kept by difference, never counted by scanning. */
export const summary = z.object({
  at: time,
  devices: z.object({
    approved: z.number().int(),
    waiting: z.number().int(),
    connected: z.number().int(),
    seenToday: z.number().int(),
    silent: z.number().int(),
  }),
  controls: z.array(z.object({ control: controlKey, title: z.string(), counts })),
});
export type Summary = z.infer<typeof summary>;

export const overview = z.object({
  at: time,
  /** "41 of 43 devices have been seen today; 2 things need you." */
  sentence: z.string(),
  summary,
  /** By consequence, most serious first; each with the one page that mends it. */
  needs: z.array(
    z.object({
      kind: z.enum(['approve', 'not_met', 'silent', 'clock', 'intercepted', 'cloned', 'unknown', 'policy']),
      serious: z.boolean(),
      sentence: z.string(),
      action: z.object({ label: z.string(), to: z.string() }),
    }),
  ),
  /** Since yesterday, in words. */
  changed: z.array(z.object({ id, at: time, sentence: z.string(), deviceId: id.nullable() })),
});
export type Overview = z.infer<typeof overview>;

export const promise = z.object({
  control: controlKey,
  /** The school's sentence. */
  sentence: z.string(),
  verdict: z.enum(['holds', 'does_not_hold', 'cannot_be_known', 'nothing_to_check']),
  /** Without the devices that are excepted and known: those are in `excepted`. */
  counts,
  excepted: z.number().int(),
  /** "Holds on 41 of 43 devices." and what of the others, without a technical word. */
  answer: z.string(),
  /** Who does what about it, when it does not hold. */
  doing: z.string().nullable(),
  /** Age of the oldest figure in it. */
  oldestAt: time.nullable(),
});
export type PromiseView = z.infer<typeof promise>;

export const promises = z.object({
  at: time,
  school: z.string(),
  timeZone: z.string(),
  /** "3 of our 4 promises about school computers hold." */
  headline: z.string(),
  devices: z.number().int(),
  promises: z.array(promise),
  unknown: z.array(z.string()),
  changed: z.array(z.object({ at: time, sentence: z.string() })),
  /** The one thing to decide, or null. `ifNothing` says what happens if nobody decides. */
  decision: z
    .object({
      sentence: z.string(),
      ifNothing: z.string(),
      action: z.object({ label: z.string(), to: z.string() }).nullable(),
    })
    .nullable(),
});
export type Promises = z.infer<typeof promises>;

/** What a device of a group is asked to do now, in words. */
export const policyView = z.object({
  groupId: id,
  number: z.number().int(),
  issuedAt: time,
  controls: z.array(
    z.object({
      control: controlKey,
      title: z.string(),
      mode: z.enum(['off', 'watch', 'enforce']),
      sentence: z.string(),
    }),
  ),
});
