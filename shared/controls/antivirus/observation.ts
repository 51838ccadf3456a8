/** What was seen of virus protection, the same for every system. */
import * as z from 'zod';

export const product = z.object({
  name: z.string().min(1).max(120),
  /** Null when it is installed but could not be asked. */
  running: z.boolean().nullable(),
  /** Checks files as they are opened. */
  realTime: z.boolean().nullable(),
  version: z.string().max(120).nullable(),
  signatures: z.discriminatedUnion('kind', [
    /** UTC milliseconds at which the list of known viruses was built. */
    z.object({ kind: z.literal('dated'), at: z.int(), version: z.string().max(60).nullable() }),
    /** Its maker brings new lists only now and then: when this device last asked for one and got an answer. */
    z.object({ kind: z.literal('checked'), at: z.int(), version: z.string().max(60).nullable() }),
    /** Only the product's own word for it: no date is told (Windows Security, other makers' products). */
    z.object({ kind: z.literal('reported'), current: z.boolean() }),
    /** The product was asked and has none. */
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('not_known') }),
  ]),
  /** Why it is not running, where the system says. */
  off: z.enum(['turned_off', 'snoozed', 'expired', 'passive', 'stopped']).optional(),
  /** Nobody can turn it off without its own administrator. Left out where the product does not say. */
  tamperProtected: z.boolean().nullable().optional(),
  /** When the last scan of files at rest ended, in UTC milliseconds. Left out where it is not told. */
  lastScanAt: z.int().nullable().optional(),
  /** Whether what it finds is told from here as an event; false: its own console shows it. */
  findsTold: z.boolean().optional(),
  detail: z.string().max(200).nullable(),
});
export type Product = z.infer<typeof product>;

export const observation = z.object({
  products: z.array(product).max(20),
  /** True only when every place where a product could be was looked at. Without it, none found proves nothing. */
  searchedAll: z.boolean(),
  /** Products of this system protect in real time as a matter of course. */
  realTimeUsual: z.boolean(),
});
export type Observation = z.infer<typeof observation>;
