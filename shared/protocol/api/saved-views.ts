/** The device list as somebody likes to see it: its filters, order and columns under a name. */
import * as z from 'zod';
import { id, listOf } from './common.ts';

export const savedView = z.object({ id, name: z.string(), query: z.string() });
export type SavedView = z.infer<typeof savedView>;
export const savedViewList = listOf(savedView);

/** A name that the person has already is written anew. */
export const savedViewInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Give the view a name, such as “Goes home”')
    .max(40, 'At most 40 characters'),
  query: z
    .string()
    .max(1000)
    .describe('What stands in the address of the device list after the question mark.'),
});
