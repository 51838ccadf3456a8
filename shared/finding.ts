/** The one answer a device gives about one control: what is so, why, on what evidence and how old. */
import * as z from 'zod';

/** A stable kebab-case name: `disk-encryption`. Unknown names are carried, never guessed at. */
export const controlKey = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);

export const states = ['met', 'not_met', 'unknown', 'not_applicable'] as const;
export const state = z.enum(states);
export type State = z.infer<typeof state>;

/** How the state came about. `off` is a control that the policy does not ask for. */
export const hows = [
  'off',
  'watching',
  'enforced',
  'detective',
  'best_effort',
  'pending_reboot',
  'managed_elsewhere',
] as const;
export const how = z.enum(hows);
export type How = z.infer<typeof how>;

/** A machine-readable reason: `volume_not_encrypted`. Programs branch on it, `words.ts` says it. */
export const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{1,59}$/);

const scalar = z.union([z.string().max(300), z.number(), z.boolean(), z.null()]);
const facts = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), scalar)
  .refine(value => Object.keys(value).length <= 32, 'at most 32 facts');

/** One volume, user or product that the control looked at. */
export const part = z.object({
  name: z.string().min(1).max(200),
  state,
  reason: reasonCode,
  facts: facts.default({}),
});
export type Part = z.infer<typeof part>;

export const evidence = z.object({ facts: facts.default({}), parts: z.array(part).max(64).default([]) });
export type Evidence = z.infer<typeof evidence>;

/**
 * The record of one control on one device (design.md section 5). Times are UTC milliseconds.
 * `baseline` says whether a national baseline holds beside the school's own rule.
 */
export const finding = z.object({
  control: controlKey,
  state,
  reason: reasonCode,
  how,
  evidence,
  baseline: z.object({ name: z.string().max(80), state, reason: reasonCode }).optional(),
  source: z.string().min(1).max(200),
  observedAt: z.int().nonnegative(),
  observedBy: z.string().min(1).max(80),
});
export type Finding = z.infer<typeof finding>;
