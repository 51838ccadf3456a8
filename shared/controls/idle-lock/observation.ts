/** What was seen of screen locking, the same for every system. */
import * as z from 'zod';

const seconds = z.number().int().nonnegative().max(100_000_000).nullable();

export const desktop = z.object({
  /** `GNOME`, `KDE Plasma`, or the name under which an unknown desktop is installed. */
  name: z.string().min(1).max(80),
  /** False for a desktop whose settings this program cannot read. */
  understood: z.boolean(),
  /** The setting that everybody starts with. */
  lockEnabled: z.boolean().nullable(),
  /** Zero means never. */
  idleSeconds: seconds,
  /** Between the screen going dark and the password being asked for. */
  delaySeconds: seconds,
  /** True when people cannot change these for themselves. */
  fixed: z.boolean().nullable(),
  /** True where the setting may only come into force at the next restart. */
  afterRestart: z.boolean().optional(),
  detail: z.string().max(200).nullable(),
});
export type Desktop = z.infer<typeof desktop>;

/** Somebody is signed in. Whose session it is stays on the device. */
export const session = z.object({
  id: z.string().min(1).max(40),
  graphical: z.boolean(),
  locked: z.boolean().nullable(),
  /** How long unused, by the system's own reckoning; null when in use or not told. */
  idleSeconds: seconds,
});
export type Session = z.infer<typeof session>;

export const observation = z.object({
  desktops: z.array(desktop).max(20),
  /** True only when it was positively seen that no desktop and no graphical sign-in is installed. */
  noDesktop: z.boolean(),
  /** Null when the system could not be asked. */
  sessions: z.array(session).max(40).nullable(),
});
export type Observation = z.infer<typeof observation>;
