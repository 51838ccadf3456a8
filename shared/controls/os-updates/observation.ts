/** What was seen of the system's updates, the same for every system. Times are UTC milliseconds. */
import * as z from 'zod';

export const pendingUpdate = z.object({
  name: z.string().min(1).max(200),
  version: z.string().max(120),
  /**
   * When the fix came out is not told by package managers. It lies between these two: the last list in
   * which it was not yet wanted (null: this device never saw such a list), and when it was first seen here.
   */
  notBefore: z.int().nullable(),
  firstSeenAt: z.int().nullable(),
});
export type PendingUpdate = z.infer<typeof pendingUpdate>;

export const observation = z.object({
  manager: z.string().min(1).max(40),
  security: z.array(pendingUpdate).max(5000),
  /** Updates that are not marked as security fixes. */
  others: z.int().nonnegative(),
  /** When the list of updates was last renewed; null when that could not be read. */
  listsAt: z.int().nullable(),
  /** Whether the system asks any source for security updates at all. Null when not known. */
  securitySource: z.boolean().nullable(),
  restart: z.object({ needed: z.boolean().nullable(), since: z.int().nullable() }),
  /** Why the manager cannot install anything at present: `broken_packages`. */
  blocked: z.string().max(200).nullable(),
  /** When the maker stops giving security updates for this system, where that is known. */
  supportEndsAt: z.int().nullable(),
  /** The table of ends of support that was asked for it (`shared/support-ends`); null where the system says it itself. */
  supportTable: z
    .object({ number: z.int().min(1), issuedAt: z.int() })
    .nullable()
    .optional(),
  /** The system and its build, where the system's own number says more than the inventory does. */
  system: z.string().max(120).nullable().optional(),
  /**
   * Updates that exist are not offered here: paused until a moment (null: not told), or for so many days
   * after they come out (null: all of them, whatever their age).
   */
  heldBack: z
    .object({ until: z.int().nullable(), days: z.int().nonnegative().nullable() })
    .nullable()
    .optional(),
});
export type Observation = z.infer<typeof observation>;
