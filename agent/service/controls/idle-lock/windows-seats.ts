/**
 * Seats of a Windows computer, by native calls in processes of their own (system/windows). A service can neither lock a
 * person's session nor see their input, so both are asked by a program that is started in it: no tray is needed.
 */
import type { Session } from '../../../../shared/controls/idle-lock/observation.ts';
import {
  disconnectSession,
  idleIn,
  lockSession,
  type WindowsSession,
  windowsSessions,
} from '../../system/windows/ask.ts';
import type { Machine } from '../control.ts';
import { sinceStart } from './boot-time.ts';
import { type Seat, type Seats, tellsNothing } from './seats.ts';

/** Somebody who was there so lately is never sent to the sign-in screen. */
const surelyAwayMs = 60_000;

/** By what Windows tells of each session without asking in it. Undefined where it cannot be asked. */
export async function windowsSeen(
  machine: Machine,
  signal: AbortSignal,
): Promise<Session[] | null | undefined> {
  const sessions = await windowsSessions(machine, signal);
  if (sessions === null) return null;
  return sessions?.slice(0, 40).map(({ session, locked, idleMs }) => ({
    ...{ id: String(session), graphical: true, locked },
    idleSeconds: idleMs === null ? null : Math.floor(idleMs / 1000),
  }));
}

export function windowsSeats(machine: Machine): Seats {
  /** Asked to lock once already, since it was last seen locked or in use. */
  const asked = new Set<string>();
  /** As a program in the session told it. */
  const inside = new Map<string, number | null>();

  async function seatOf(one: WindowsSession, signal: AbortSignal): Promise<Seat> {
    const id = String(one.session);
    const isOpen = one.locked !== true && !one.disconnected;
    // What Windows tells of a session from without may not count every touch: the smaller number is believed.
    const within = isOpen ? await idleIn(machine, one.session, signal) : null;
    inside.set(id, within);
    const known = [one.idleMs, within].filter(ms => ms !== null);
    const idleMs = known.length === 0 ? null : Math.min(...known);
    if (one.locked === true || (idleMs ?? 0) < surelyAwayMs) asked.delete(id);
    return {
      ...{ id, person: one.session, kind: 'graphical', desktop: 'Windows', tellsLock: true },
      ...{ locked: one.locked, idleMs },
    };
  }

  return {
    time: async () => sinceStart(),
    async look(_now, signal) {
      const sessions = await windowsSessions(machine, signal);
      if (!sessions) return null;
      inside.clear();
      const seats: Seat[] = [];
      // One after another: each may start a program.
      for (const one of sessions) seats.push(await seatOf(one, signal));
      return seats;
    },
    /** What locking did not do, disconnecting does; never where it is not sure that nobody is there. */
    async lock(id, signal) {
      const away = (inside.get(id) ?? 0) >= surelyAwayMs;
      if (asked.has(id) && away) return disconnectSession(machine, Number(id), signal);
      asked.add(id);
      return lockSession(machine, Number(id), signal);
    },
    async isLocked(id, signal) {
      const sessions = await windowsSessions(machine, signal);
      return sessions?.find(one => String(one.session) === id)?.locked ?? null;
    },
    isCovered: async () => false,
    follow: (_heard, signal) => tellsNothing(signal),
  };
}
