/** What was seen of AutoRun and AutoPlay, the same for every system. */
import * as z from 'zod';

/** Null where it could not be seen. */
const seen = z.boolean().nullable();

export const surface = z.object({
  /** `Windows`, `GNOME`: what would start or open something. */
  name: z.string().min(1).max(80),
  understood: z.boolean(),
  /** A program on the medium starts, or is offered to start. */
  runs: seen,
  /** A window opens by itself, to show the medium or to ask. */
  opens: seen,
  /** People cannot change it for themselves. */
  fixed: seen,
  detail: z.string().max(200).nullable(),
});
export type Surface = z.infer<typeof surface>;

export const observation = z.object({
  system: z.enum(['linux', 'windows', 'macos']),
  surfaces: z.array(surface).max(10),
  /** Proved: nobody can sign in to a desktop here. */
  noDesktop: z.boolean(),
});
export type Observation = z.infer<typeof observation>;
