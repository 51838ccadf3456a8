/** One search over everything that has a page. */
import * as z from 'zod';
import { id, listOf } from './common.ts';

export const soughtKinds = [
  ...(['device', 'person', 'asset', 'loan', 'software', 'incident', 'group', 'policy', 'request'] as const),
  ...(['medium', 'vulnerability', 'notice', 'supplier', 'licence', 'batch', 'promise'] as const),
] as const;
export type SoughtKind = (typeof soughtKinds)[number];

/** What a room found: what it is called, and a few words that tell two of one name apart. */
export interface Sought {
  id: string;
  title: string;
  detail: string;
  /** Where it stands, if not on a page of its own. */
  to?: string;
}

export const searchHit = z.object({
  kind: z.enum(soughtKinds),
  id,
  title: z.string(),
  detail: z.string(),
  /** Where it stands in the console, if not on a page of its own. */
  to: z.string().startsWith('/').optional(),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchQuery = z.strictObject({
  q: z.string().trim().min(1, 'Write what you look for').max(100).describe('Every word must be found.'),
});
/** At most five of a kind, the best first; `more` names the kinds that have others. */
export const searchAnswer = listOf(searchHit).extend({ more: z.array(z.enum(soughtKinds)) });
