/** Assets that were entered by mistake: out of the register, and kept beside it. */
import * as z from 'zod';
import { assetKinds } from '../../assets/kinds.ts';
import { assetStates } from '../../assets/states.ts';
import { assetHistoryEntry } from './assets.ts';
import { id, listOf, time } from './common.ts';

/** What was done with an asset, so that it cannot have been a mistake; empty when it may be taken out. */
export const mistakeCheck = z.object({ against: z.array(z.string()) });

export const mistakeInput = z.strictObject({
  /** The revision that the person saw; another one is refused. */
  revision: z.int().min(1),
  because: z
    .string()
    .trim()
    .min(3, 'Say what was wrong: it was in the list twice, or it is not the school’s')
    .max(500),
});

export const assetMistake = z.object({
  /** That of the asset. */
  id,
  tag: z.string(),
  kind: z.enum(assetKinds),
  what: z.string(),
  serial: z.string().nullable(),
  state: z.enum(assetStates),
  createdAt: time,
  createdBy: z.string(),
  takenOutAt: time,
  takenOutBy: z.string(),
  because: z.string(),
  /** Everything that was changed of it, newest first. */
  history: z.array(assetHistoryEntry),
});
export type AssetMistake = z.infer<typeof assetMistake>;
export const mistakeList = listOf(assetMistake);
