/** Who is signed in now, for the finding: graphical or not, locked or not, unused since when. */
import * as z from 'zod';
import type { Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { type Machine, ProbeError } from '../control.ts';
import { bootTime } from './boot-time.ts';
import { desktopOfSession } from './desktops.ts';
import { awakeNow, idleMsNow, type Moment } from './idle-time.ts';
import { type LogindSession, logindSessions, sessionIds } from './logind.ts';

export interface SignedIn {
  sessions: LogindSession[];
  now: Moment;
}

/** The last field that logind prints of a session is its lock: without it the answer was cut off. */
const isWhole = ({ locked, graphical, idleHint, idleSinceBoot }: LogindSession) =>
  locked !== null && (locked || !graphical || !idleHint || idleSinceBoot !== null);

/** Asks twice, as one that ends meanwhile hides others. Throws ProbeError where one that is still there was not shown to its end. */
async function everySession(machine: Machine, signal: AbortSignal, tries = 2): Promise<LogindSession[]> {
  const ids = await sessionIds(machine, signal);
  const sessions = await logindSessions(machine, signal, ids);
  const shown = new Set(sessions.map(({ id }) => id));
  const unseen = ids.filter(id => !shown.has(id));
  const left = unseen.length === 0 ? [] : await sessionIds(machine, signal);
  if (sessions.every(isWhole) && !unseen.some(id => left.includes(id))) return sessions;
  if (tries <= 1)
    throw new ProbeError('unrecognised_output', 'loginctl did not show every session', 'loginctl');
  return everySession(machine, signal, tries - 1);
}

/** People's sessions; null when any of them could not be read, or logind not asked: a machine without it, or a container. */
export async function signedIn(
  machine: Machine,
  signal: AbortSignal,
  awakeMs: () => number = awakeNow,
): Promise<SignedIn | null> {
  try {
    const sessions = await everySession(machine, signal);
    const awake = awakeMs();
    const now = { wall: machine.now(), boot: (await bootTime(machine))?.ms ?? awake, awake };
    return { sessions: sessions.filter(({ person }) => person), now };
  } catch (error) {
    if (error instanceof ProbeError || error instanceof SyntaxError || error instanceof z.ZodError)
      return null;
    throw error;
  }
}

function seen(session: LogindSession, now: Moment): Session {
  const idleMs = idleMsNow(session, now);
  return {
    id: session.id,
    graphical: session.graphical,
    locked: session.locked,
    idleSeconds: idleMs === null ? null : Math.floor(idleMs / 1000),
  };
}

export const seenSessions = (all: SignedIn | null): Session[] | null =>
  all?.sessions.map(session => seen(session, all.now)) ?? null;

/** Whether somebody may have signed in to this desktop before `at` (UTC milliseconds): such a session has older settings. */
export function beganBefore({ sessions, now }: SignedIn, desktop: string, at: number): boolean {
  return sessions.some(session => {
    const name = desktopOfSession(session.desktop);
    if (!session.graphical || (name !== null && name !== desktop)) return false;
    return session.beganSinceBoot === null || now.wall - (now.boot - session.beganSinceBoot) < at;
  });
}
