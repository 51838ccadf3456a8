/** What was seen of screen locking, the same for every system. */
import * as z from 'zod';

const seconds = z.int().nonnegative().max(100_000_000).nullable();

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
  /** Whether the password is asked for after sleep; null or left out where that is not known, or people can change it. */
  passwordOnWake: z.boolean().nullable().optional(),
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

export const lockCauses = ['agent', 'order', 'desktop', 'person'] as const;

/**
 * How sure it is that the screen locked. `desktop_said` is logind's hint, which the desktop sets; `lock_program` is a
 * program that covers the screen and was seen running. `not_shown`: asked, and nothing on this desktop tells.
 * `did_not_lock`: asked, and a desktop that tells said that it is open.
 */
export const lockProofs = ['desktop_said', 'lock_program', 'not_shown', 'did_not_lock'] as const;

/** The last time a screen here was seen to lock, or should have. */
export const lastLock = z.object({
  at: z.int().nonnegative().max(8_640_000_000_000_000),
  /** Which desktop, by the name it has in `desktops`; null when the session does not say. */
  desktop: z.string().max(80).nullable(),
  cause: z.enum(lockCauses),
  proof: z.enum(lockProofs),
  /** From the request to the lock; null where Caretaker did not ask. */
  tookMs: z.int().nonnegative().max(3_600_000).nullable(),
});
export type LastLock = z.infer<typeof lastLock>;

/** Caretaker's own lock beside the desktop's, since the computer was started. */
export const agentLock = z.object({
  /** `holding`: a presentation. `suspended`: it locked too soon after people had come back, and stopped itself. */
  state: z.enum(['watches', 'locks', 'holding', 'suspended']),
  limitSeconds: z.int().positive().max(100_000),
  /** Whoever locked. */
  last: lastLock.nullable(),
  /** The last time Caretaker asked, by desktop. */
  tries: z.array(lastLock).max(20),
  /** Abandoned sessions that Caretaker ended; left out while there are none. */
  signedOut: z.int().positive().max(1_000_000).optional(),
});
export type AgentLock = z.infer<typeof agentLock>;

export const observation = z.object({
  desktops: z.array(desktop).max(20),
  /** There may be others: a place where they could be was not read. */
  moreDesktops: z.boolean().optional(),
  /** True only when it was positively seen that no desktop and no graphical sign-in is installed. */
  noDesktop: z.boolean(),
  /** Null when the system could not be asked, or not to the end; left out where it is never asked. */
  sessions: z.array(session).max(40).nullable().optional(),
  /** Left out where nothing watches between looks. */
  agentLock: agentLock.optional(),
});
export type Observation = z.infer<typeof observation>;
