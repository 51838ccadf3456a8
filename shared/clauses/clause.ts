/** A sentence of the school's own policy, tied to the controls that prove it. */
import * as z from 'zod';
import { controls } from '../controls/index.ts';
import { requirementOf } from './requirements.ts';

const known = new Set(controls.map(one => one.key));

export const clause = z.strictObject({
  /** Stays when the words change, so that its history stays one. */
  id: z.string().regex(/^[a-z0-9-]{8,40}$/),
  sentence: z
    .string()
    .trim()
    .min(8, 'Write a whole sentence.')
    .max(300, 'A promise has at most 300 characters.')
    .regex(/^[^\p{Cc}]*$/u, 'A promise is one line of text.'),
  /** Keys. None: no check of Caretaker proves it. */
  controls: z
    .array(z.string().refine(key => known.has(key), 'There is no such check.'))
    .max(controls.length)
    .refine(keys => new Set(keys).size === keys.length, 'A check is named twice.'),
  /** Of the library's sentence that it began as: where its records are is known from there. */
  line: z
    .string()
    .refine(id => requirementOf(id) !== undefined, 'There is no such sentence in the library.')
    .optional(),
});
export type Clause = z.infer<typeof clause>;

export const mostPromises = 60;

/** In the order in which the school reads them. */
export const clauses = z
  .array(clause)
  .max(mostPromises, `A school has at most ${mostPromises} promises.`)
  .refine(all => new Set(all.map(one => one.id)).size === all.length, 'Two promises have the same number.');
