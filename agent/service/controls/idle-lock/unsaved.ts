/**
 * Whether ending a session would lose something, as far as anybody says: programs of GNOME and Cinnamon ask their session
 * to stay while they hold what was not saved, and logind keeps such wishes of everybody. Programs that never ask are not
 * seen. Asked as the person, as mutter.ts does.
 */
import * as z from 'zod';
import type { Machine } from '../control.ts';
import { desktopOfSession } from './desktops.ts';
import type { LogindSession } from './logind.ts';
import { askPersonsBus } from './mutter.ts';

const answer = z.object({ type: z.literal('b'), data: z.array(z.boolean()).length(1) });
const inhibitors = '/run/systemd/inhibit';
/** Of org.gnome.SessionManager: inhibits logging out. */
const loggingOut = '1';

const managed = new Set<string | null>(['GNOME', 'Cinnamon']);

/** True where something asks that the session stays, false where nothing does, null where nobody can tell. */
export async function unsavedIn(
  machine: Machine,
  session: LogindSession,
  signal: AbortSignal,
): Promise<boolean | null> {
  if (!session.graphical || session.uid === null || !managed.has(desktopOfSession(session.desktop)))
    return null;
  const held = await heldBack(machine, session.uid);
  if (held !== false) return held;
  const manager = 'org.gnome.SessionManager';
  const call = [manager, '/org/gnome/SessionManager', manager, 'IsInhibited', 'u', loggingOut];
  const said = await askPersonsBus(machine, session.uid, call, signal);
  try {
    return said === null ? null : (answer.parse(JSON.parse(said)).data[0] ?? null);
  } catch {
    return null;
  }
}

/** Somebody's own wish that the computer stays on, as logind keeps it in files. */
async function heldBack(machine: Machine, uid: number): Promise<boolean | null> {
  try {
    const names = (await machine.readDirectory(inhibitors)).filter(name => /^\d{1,10}$/.test(name));
    for (const name of names) {
      const lines = (await machine.readFile(`${inhibitors}/${name}`, 4096)).split('\n');
      const isTheirs = lines.includes(`UID=${uid}`) && lines.includes('MODE=block');
      if (isTheirs && lines.some(line => /^WHAT=.*shutdown/.test(line))) return true;
    }
    return false;
  } catch {
    return null;
  }
}
