/** Stock-takes: who looked where, what was found, and who checked it. */
import * as z from 'zod';
import { assetStates } from '../../assets/states.ts';
import { id, listOf, pageQuery, time } from './common.ts';

const words = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
export const stockTakeStatuses = ['open', 'finished', 'signed', 'withdrawn'] as const;
export type StockTakeStatus = (typeof stockTakeStatuses)[number];
export const stockTakeStatusWords: Record<StockTakeStatus, string> = {
  open: 'Under way',
  finished: 'Finished, not signed yet',
  signed: 'Signed',
  withdrawn: 'Withdrawn',
};
export const itemOutcomes = ['pending', 'missing', 'found', 'moved', 'unexpected'] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];
export const itemOutcomeWords: Record<ItemOutcome, string> = {
  pending: 'Not seen yet',
  missing: 'Missing',
  found: 'Found',
  moved: 'In another place',
  unexpected: 'Not expected here',
};

const counts = z.object({
  expected: z.int(),
  pending: z.int(),
  missing: z.int(),
  found: z.int(),
  moved: z.int(),
  unexpected: z.int(),
  /** Codes that nothing in the register has. */
  unknown: z.int(),
});

export const stockTakeRow = z.object({
  id,
  name: z.string(),
  /** Empty for everything. */
  places: z.array(z.string()),
  status: z.enum(stockTakeStatuses),
  startedAt: time,
  startedBy: z.string(),
  finishedAt: time.nullable(),
  finishedBy: z.string().nullable(),
  signedAt: time.nullable(),
  signedBy: z.string().nullable(),
  counts,
});
export type StockTakeRow = z.infer<typeof stockTakeRow>;
export const stockTakeList = listOf(stockTakeRow);

export const stockTake = stockTakeRow.extend({
  note: z.string().nullable(),
  /** Everybody who found something, with how much. */
  people: z.array(z.object({ name: z.string(), things: z.int() })),
  /** Codes that nothing has, newest first. */
  unknown: z.array(z.object({ code: z.string(), place: z.string().nullable(), at: time, by: z.string() })),
  /** Why the person who asks may not sign; null when they may. */
  mayNotSign: z.string().nullable(),
});
export type StockTake = z.infer<typeof stockTake>;

export const stockTakeInput = z.strictObject({
  name: words(60).min(1, 'Give it a name, such as “Autumn 2026”'),
  places: z.array(words(100).min(1)).max(200),
});

export const stockTakeItem = z.object({
  id,
  assetId: id,
  tag: z.string(),
  what: z.string(),
  serial: z.string().nullable(),
  state: z.enum(assetStates),
  expected: z.boolean(),
  outcome: z.enum(itemOutcomes),
  placeBefore: z.string().nullable(),
  placeFound: z.string().nullable(),
  how: z.enum(['scan', 'tick']).nullable(),
  seenAt: time.nullable(),
  seenBy: z.string().nullable(),
  /** When its own agent was last heard: it works somewhere, but nobody has seen it here. */
  agentSeenAt: time.nullable(),
  /** What somebody wrote of it while counting. */
  note: z.string().nullable(),
  /** Taken while counting; kept among the files of the asset. */
  photos: z.array(z.object({ id, name: z.string() })),
});
export type StockTakeItem = z.infer<typeof stockTakeItem>;
export const stockTakeItemQuery = pageQuery.extend({
  outcome: z.enum(itemOutcomes).optional(),
  place: words(100).optional(),
  /** One thing alone. */
  item: z.string().max(60).optional(),
});
export const stockTakeItems = listOf(stockTakeItem);

export const scanInput = z.strictObject({
  code: words(200).min(1, 'Scan a label, or type its tag'),
  /** Where the person stands; left out where there is only one place. */
  place: words(100).min(1).nullable().default(null),
});
export const scanned = z.object({
  outcome: z.enum(['found', 'moved', 'unexpected', 'again', 'unknown']),
  tag: z.string().nullable(),
  /** What to say to the person who scans, in a few words. */
  words: z.string(),
});
export const tickInput = z.strictObject({
  itemId: id,
  seen: z.boolean(),
  place: words(100).min(1).nullable().default(null),
});
export const takeNoteInput = z.strictObject({ itemId: id, note: words(300) });
export const photoInput = z.strictObject({
  itemId: id,
  name: z.string().min(1, 'Give the file a name').max(200),
});
export const finishInput = z.strictObject({ note: words(1_000).default('') });
