/** Other devices that were seen on the school's networks, or stand in a list of its DHCP server. */
import * as z from 'zod';
import { id, listOf, pageQuery, time } from './common.ts';

export const neighbourDecisions = ['open', 'ours', 'visitor', 'look'] as const;
export type NeighbourDecision = (typeof neighbourDecisions)[number];
export const neighbourDecisionWords: Record<NeighbourDecision, string> = {
  open: 'Not decided',
  ours: 'Ours',
  visitor: 'A visitor’s',
  look: 'To be looked into',
};
/** `todo`: not decided, or to be looked into, and no device with Caretaker on it. */
export const neighbourShows = ['todo', 'ours', 'visitor', 'look', 'managed', 'all'] as const;

export const neighbour = z.object({
  id,
  /** As a list of the school called it; null for one that was only seen. */
  name: z.string().nullable(),
  /** Only of a list that the school brought; what computers see is a hash. */
  address: z.string().nullable(),
  /** Six hex digits by which makers are told; null where the device makes its address up. */
  maker: z.string().nullable(),
  firstSeenAt: time,
  lastSeenAt: time,
  /** The managed computers that saw it, the last one first, at most five; and how many there are. */
  seenBy: z.array(z.object({ id, name: z.string(), at: time })),
  seenByCount: z.int(),
  /** What it is, if that is known: a computer with Caretaker, or an asset of the register. */
  device: z.object({ id, name: z.string() }).nullable(),
  asset: z.object({ id, tag: z.string() }).nullable(),
  /** An asset whose tag or name a list gave it, while nobody has decided: a person says whether it is that. */
  proposed: z.object({ id, tag: z.string() }).nullable(),
  decision: z.enum(neighbourDecisions),
  note: z.string(),
  decided: z.object({ by: z.string(), at: time }).nullable(),
});
export type Neighbour = z.infer<typeof neighbour>;

export const neighbourQuery = pageQuery.extend({
  search: z.string().trim().max(100).optional(),
  show: z.enum(neighbourShows).default('todo'),
});
export const neighbourList = listOf(neighbour).extend({
  total: z.int(),
  /** Whether any group's policy names a network; without one nothing is seen. */
  watching: z.boolean(),
});

export const neighbourDecide = z.strictObject({
  decision: z.enum(neighbourDecisions),
  note: z.string().trim().max(300).default(''),
  /** Of an asset of the register, for one that is the school's. */
  assetTag: z.string().trim().max(60).optional(),
});

export const neighbourImportInput = z.strictObject({
  text: z.string().min(1, 'Choose a file').max(900_000),
  /** False: only says what would happen. */
  apply: z.boolean().default(false),
});
export const neighbourImported = z.object({
  applied: z.boolean(),
  /** What the file was taken for, in words. */
  format: z.string(),
  counts: z.object({ create: z.int(), same: z.int(), rejected: z.int() }),
  rows: z.array(
    z.object({
      line: z.int(),
      label: z.string(),
      outcome: z.enum(['create', 'same', 'rejected']),
      words: z.string(),
    }),
  ),
});
export type NeighbourImported = z.infer<typeof neighbourImported>;
