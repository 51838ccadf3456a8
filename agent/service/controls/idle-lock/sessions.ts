/** Who is signed in now, for the finding: graphical or not, locked or not, unused since when. */
import * as z from 'zod';
import type { Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { type Machine, ProbeError } from '../control.ts';
import { bootTime } from './boot-time.ts';
import { awakeNow, idleMsNow, type Moment } from './idle-time.ts';
import { type LogindSession, logindSessions } from './logind.ts';

function seen(session: LogindSession, now: Moment): Session {
  const idleMs = session.idleHint ? idleMsNow(session, now) : null;
  return {
    id: session.id,
    graphical: session.graphical,
    locked: session.locked,
    idleSeconds: idleMs === null ? null : Math.floor(idleMs / 1000),
  };
}

/** Null when logind could not be asked: a machine without it, or a container. */
export async function observeSessions(
  machine: Machine,
  signal: AbortSignal,
  awakeMs: () => number = awakeNow,
): Promise<Session[] | null> {
  try {
    const sessions = await logindSessions(machine, signal);
    const awake = awakeMs();
    const now = { wall: machine.now(), boot: (await bootTime(machine))?.ms ?? awake, awake };
    return sessions.filter(({ person }) => person).map(session => seen(session, now));
  } catch (error) {
    if (error instanceof ProbeError || error instanceof SyntaxError || error instanceof z.ZodError)
      return null;
    throw error;
  }
}
