/** Seats of a Linux computer, through logind; GNOME is also asked itself. */
import type { GuardEdges } from '../control.ts';
import { type BootTime, bootTime, unknownBoot } from './boot-time.ts';
import { desktopOfSession } from './desktops.ts';
import { awakeNow, IdleTimes } from './idle-time.ts';
import { lockProgramRuns } from './lock-program.ts';
import {
  askToLock,
  endSession,
  followLogind,
  isLocked,
  type LogindSession,
  logindSessions,
} from './logind.ts';
import { isGnome, mutterIdleMs } from './mutter.ts';
import type { Seat, Seats } from './seats.ts';
import { unsavedIn } from './unsaved.ts';

/** These set logind's hint whenever they lock; others may. */
const tellLock = new Set(['GNOME', 'KDE Plasma']);

/** `awakeMs`: the computer's own time without sleep. */
export function linuxSeats(
  { machine, clock }: Pick<GuardEdges, 'machine' | 'clock'>,
  awakeMs: () => number = awakeNow,
): Seats {
  const idleTimes = new IdleTimes();
  const known = new Map<string, LogindSession>();

  /** Exact where GNOME answers: its hint to logind comes only when GNOME's own limit is over. */
  async function idleOf(session: LogindSession, now: BootTime, signal: AbortSignal): Promise<number | null> {
    const told = idleTimes.of(session, { wall: machine.now(), boot: now.ms, awake: awakeMs() });
    if (!isGnome(session) || session.locked === true) return told;
    return (await mutterIdleMs(machine, session, signal)) ?? told;
  }

  async function seatOf(session: LogindSession, now: BootTime, signal: AbortSignal): Promise<Seat> {
    const desktop = desktopOfSession(session.desktop);
    return {
      id: session.id,
      person: session.uid,
      kind: session.graphical ? 'graphical' : 'text',
      desktop: session.graphical ? desktop : null,
      tellsLock: desktop !== null && tellLock.has(desktop),
      locked: session.locked,
      idleMs: await idleOf(session, now, signal),
    };
  }

  return {
    // Without /proc, time that stands still in sleep: locks come later, never sooner.
    time: async () => (await bootTime(machine)) ?? { boot: unknownBoot, ms: clock.monotonic() },
    async look(now, signal) {
      const sessions = await logindSessions(machine, signal).catch(() => null);
      if (sessions === null) return null;
      const here = sessions.filter(({ person, graphical, remote }) => person && (graphical || !remote));
      idleTimes.keepOnly(new Set(here.map(({ id }) => id)));
      known.clear();
      for (const session of here) known.set(session.id, session);
      return Promise.all(here.map(session => seatOf(session, now, signal)));
    },
    lock: (id, signal) => askToLock(machine, id, signal),
    isLocked: (id, signal) => isLocked(machine, id, signal),
    isCovered: id => lockProgramRuns(machine, known.get(id)?.uid ?? null),
    unsaved: async (id, signal) => {
      const session = known.get(id);
      return session === undefined ? null : unsavedIn(machine, session, signal);
    },
    signOut: (id, signal) => endSession(machine, id, signal),
    follow: (heard, signal) => followLogind(machine, heard, signal),
  };
}
