/**
 * GNOME's own measure of how long nobody touched anything. GNOME tells logind only once its own limit is over, which
 * a person can put off; this can be asked at any time. Asked as the person, because nobody else may on their bus, with
 * no group, no privilege and nothing to read. What comes back is that person's word about their own session only.
 */
import * as z from 'zod';
import type { Machine } from '../control.ts';
import type { LogindSession } from './logind.ts';

const answer = z.object({ type: z.literal('t'), data: z.array(z.int().nonnegative()).length(1) });
const nogroup = '65534';

export const isGnome = ({ graphical, desktop }: LogindSession) =>
  graphical && /^(gnome|ubuntu)/i.test(desktop);

/** What one call on this person's own bus answers, as JSON; null when it could not be asked. */
export async function askPersonsBus(
  machine: Machine,
  uid: number,
  call: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const asPerson = [`--reuid=${uid}`, `--regid=${nogroup}`, '--clear-groups', '--no-new-privs', '--'];
  const busctl = ['/usr/bin/busctl', `--address=unix:path=/run/user/${uid}/bus`, '--json=short', 'call'];
  const args = [...asPerson, ...busctl, ...call];
  const { exit, stdout } = await machine.run('setpriv', args, { signal, timeoutMs: 5_000 });
  return exit === 0 ? stdout : null;
}

/** Milliseconds; null when it could not be asked. */
export async function mutterIdleMs(
  machine: Machine,
  { uid }: LogindSession,
  signal: AbortSignal,
): Promise<number | null> {
  if (uid === null || uid === 0) return null;
  const monitor = 'org.gnome.Mutter.IdleMonitor';
  const call = [monitor, '/org/gnome/Mutter/IdleMonitor/Core', monitor, 'GetIdletime'];
  const said = await askPersonsBus(machine, uid, call, signal);
  try {
    return said === null ? null : (answer.parse(JSON.parse(said)).data[0] ?? null);
  } catch {
    return null;
  }
}
