/** A list as somebody likes to see it: its filters, order and columns under a name. */
import * as z from 'zod';
import { id, listOf } from './common.ts';

/** The lists that can be saved, with their pages and what all of each is called. */
export const viewLists = {
  devices: { path: '/devices', all: 'All devices' },
  software: { path: '/software', all: 'All titles' },
  media: { path: '/media', all: 'All sticks' },
  assets: { path: '/assets', all: 'All assets' },
  loans: { path: '/loans', all: 'On loan' },
  incidents: { path: '/incidents', all: 'Open incidents' },
} as const;
export type ViewList = keyof typeof viewLists;
const list = z.enum(Object.keys(viewLists) as [ViewList, ...ViewList[]]);

export const savedView = z.object({ id, list, name: z.string(), query: z.string() });
export type SavedView = z.infer<typeof savedView>;
export const savedViewList = listOf(savedView);

/** A name that the person has already for that list is written anew. */
export const savedViewInput = z.strictObject({
  list: list.default('devices'),
  name: z
    .string()
    .trim()
    .min(1, 'Give the view a name, such as “Goes home”')
    .max(40, 'At most 40 characters'),
  query: z.string().max(1000).describe('What stands in the address of the list after the question mark.'),
});
