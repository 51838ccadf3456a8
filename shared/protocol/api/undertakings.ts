/** Who sees to it that a promise holds again, and by when. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { id, time } from './common.ts';

const fields = {
  /** A name or a role. */
  who: z.string().trim().min(1, 'Say who sees to it: a name or a role').max(120, 'At most 120 characters'),
  by: z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099'),
  /** What will be done; may be empty. */
  what: z.string().trim().max(200, 'At most 200 characters'),
};

/** `by`: today or later, at most a year ahead. */
export const undertakingInput = z.strictObject({ ...fields, what: fields.what.default('') });
export type UndertakingInput = z.output<typeof undertakingInput>;

/** What counts is the newest that was not taken back, since the promise held last. */
export const undertaking = z.object({
  ...fields,
  id,
  writtenAt: time,
  writtenBy: z.string(),
  takenBackAt: time.nullable(),
  takenBackBy: z.string().nullable(),
  /** The first kept day after it on which the promise held: it counts no more. */
  heldOn: z.string().nullable(),
});
export type Undertaking = z.infer<typeof undertaking>;

export const undertakingParams = z.object({ id });
