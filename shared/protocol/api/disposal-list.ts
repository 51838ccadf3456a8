/** Everything that was ever to leave, as a list. */
import * as z from 'zod';
import { batchStates, itemStates } from '../../disposals/steps.ts';
import { id, listOf, pageQuery, time } from './common.ts';

export const thingQuery = pageQuery.extend({
  state: z.enum(itemStates).optional(),
  /** Words of its tag, name, make, model or serial, of a serial of its storage, of why it goes or of who gets it. */
  search: z.string().max(100).optional(),
});

const thing = z.object({
  id,
  tag: z.string(),
  what: z.string(),
  serial: z.string().nullable(),
  state: z.enum(itemStates),
  writeOff: z.object({ id, number: z.int() }),
  batch: z.object({ id, number: z.int(), state: z.enum(batchStates), taker: z.string() }).nullable(),
  /** When it was handed over. */
  leftAt: time.nullable(),
});

export type DisposalThing = z.infer<typeof thing>;

export const thingList = listOf(thing);
