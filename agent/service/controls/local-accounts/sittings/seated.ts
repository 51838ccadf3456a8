/** Who is signed in, in words that every system's own file answers with. Names do not leave this folder. */
import type { Machine } from '../../control.ts';

export interface Seated {
  /** The same for as long as the session lasts, and of no other session since the computer started. */
  key: string;
  id: string;
  name: string;
  kind: 'screen' | 'console' | 'remote';
  /** Null when the desktop does not say. */
  locked: boolean | null;
  /** Where the look itself tells: this computer keeps the account, and no directory. */
  keptHere?: boolean;
}

export interface Look {
  /** Of every session, shown or not. */
  ids: string[];
  seated: Seated[];
  /** Signed out, while something of theirs still runs. */
  closing: string[];
}

export interface Seats {
  /** Time between two looks when nothing is heard. */
  everyMs: number;
  /** Null when it could not be looked at: then nothing has begun or ended. */
  look(machine: Machine, signal: AbortSignal): Promise<Look | null>;
  /** Calls `news` when somebody signed in or out, locked or unlocked, until the signal, or until nobody listens any more. */
  follow(machine: Machine, news: () => void, signal: AbortSignal): Promise<void>;
  /** Whether this computer keeps the account itself, or a directory does. */
  keptHere(machine: Machine, seat: Seated): Promise<boolean>;
  /** False also where it could not be looked up: nobody is told of on a guess. */
  isInOneOf(machine: Machine, name: string, groups: readonly string[]): Promise<boolean>;
}

/** Where the system tells a service nothing by itself. */
export const silence = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
