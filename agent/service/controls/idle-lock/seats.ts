/** Where people sit, as the guard needs to know it; each system has its own way to look and to ask. */
import type { BootTime } from './boot-time.ts';
import type { Heard } from './logind.ts';

export interface Seat {
  /** The system's name for the session. */
  id: string;
  /** The number of whoever is signed in there; null when the system does not say. */
  person: number | null;
  kind: 'graphical' | 'text';
  /** By the name that the observation has for it; null when the session does not say. */
  desktop: string | null;
  /** True where this desktop always says when its screen is locked. */
  tellsLock: boolean;
  locked: boolean | null;
  /** Null where nobody tells: then nothing is done. */
  idleMs: number | null;
}

export interface Seats {
  /** Never throws. */
  time(): Promise<BootTime>;
  /** Everybody who is signed in; null when the system could not be asked. Never throws. */
  look(now: BootTime, signal: AbortSignal): Promise<Seat[] | null>;
  /** Asks to lock; true when the system passed it on, which is no proof of a lock. */
  lock(id: string, signal: AbortSignal): Promise<boolean>;
  /** What the system says of one session's lock now; null when it does not. */
  isLocked(id: string, signal: AbortSignal): Promise<boolean | null>;
  /** Whether a program that covers the screen runs there. */
  isCovered(id: string): Promise<boolean>;
  /** Whether ending this session would lose something; null, or left out, where nobody can tell. */
  unsaved?(id: string, signal: AbortSignal): Promise<boolean | null>;
  /** Asks the system to end it; true when it was passed on. */
  signOut?(id: string, signal: AbortSignal): Promise<boolean>;
  /** Tells of locks and of waking up until `signal`; resolves when it can tell no more. */
  follow(heard: (what: Heard) => void, signal: AbortSignal): Promise<void>;
}

/** For systems where nothing tells of locks between looks: that would need a program that never ends. */
export const tellsNothing = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
