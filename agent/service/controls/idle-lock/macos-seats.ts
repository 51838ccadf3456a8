/**
 * The one seat of a Mac: whoever is at its screen. No documented call locks it, but a screen that goes to sleep is locked
 * where the password is asked for at once, so it is put to sleep there, and nowhere else. Others who are signed in have
 * nothing open on the screen.
 */
import type { Machine } from '../control.ts';
import { ProbeError } from '../control.ts';
import { sinceStart } from './boot-time.ts';
import { atTheScreen, type Person, passwordDelay, screenLocked, unusedSeconds } from './macos-person.ts';
import { type Seats, tellsNothing } from './seats.ts';

const timeoutMs = 10_000;

export function macosSeats(machine: Machine): Seats {
  /** Undefined where it could not be seen. */
  const person = (signal: AbortSignal): Promise<Person | null | undefined> =>
    atTheScreen(machine, signal).catch(error => {
      if (error instanceof ProbeError) return undefined;
      throw error;
    });

  return {
    time: async () => sinceStart(),
    async look(_now, signal) {
      const there = await person(signal);
      if (there === undefined) return null;
      if (there === null) return [];
      const locked = await screenLocked(machine, signal);
      const seconds = await unusedSeconds(machine, signal);
      const idleMs = seconds === null ? null : seconds * 1000;
      const seat = { id: there.uid, person: Number(there.uid), kind: 'graphical', desktop: 'macOS' } as const;
      return [{ ...seat, tellsLock: locked !== null, locked, idleMs }];
    },
    async lock(id, signal) {
      const there = await person(signal);
      // Another person meanwhile, or a password that is asked for later or never: dark would look locked and stand open.
      if (there?.uid !== id || (await passwordDelay(machine, there, signal)) !== 0) return false;
      return (await machine.run('pmset', ['displaysleepnow'], { timeoutMs, signal })).exit === 0;
    },
    isLocked: (_id, signal) => screenLocked(machine, signal),
    isCovered: async () => false,
    follow: (_heard, signal) => tellsNothing(signal),
  };
}
