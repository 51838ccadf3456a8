/**
 * What people at a device can read about the school's own looking: sent as `about` after each welcome, kept by the
 * device as it came, shown on "What this computer reports". It changes nothing, so it is not signed.
 */
import * as z from 'zod';

const time = z.int().nonnegative().max(8_640_000_000_000_000);

/** `sign_ins`: when people signed in. `screen`: with the school's own tool. `recovery_key`: of its disk. */
export const looksAt = ['sign_ins', 'screen', 'recovery_key'] as const;
/** What the console forgets by itself. */
export const keptThings = ['reports', 'sign_ins', 'screen', 'incidents'] as const;
export const mostLooks = 30;

export const aboutDevice = z.object({
  school: z.string().max(100),
  /** How people reach the school, in its own words; empty while it has not said. */
  contact: z.string().max(120).default(''),
  /** Newest first. `why` is empty where nobody is asked for a reason. */
  looks: z
    .array(
      z.object({
        at: time,
        by: z.string().max(100),
        what: z.enum(looksAt),
        why: z.string().max(300),
      }),
    )
    .max(mostLooks),
  /** Days. */
  kept: z.partialRecord(z.enum(keptThings), z.int().positive().max(100_000)),
});
export type AboutDevice = z.infer<typeof aboutDevice>;
