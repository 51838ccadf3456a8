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

/** Milliseconds; null when it could not be asked. */
export async function mutterIdleMs(
  machine: Machine,
  { uid }: LogindSession,
  signal: AbortSignal,
): Promise<number | null> {
  if (uid === null || uid === 0) return null;
  const asPerson = [`--reuid=${uid}`, `--regid=${nogroup}`, '--clear-groups', '--no-new-privs', '--'];
  const call = [
    ...['/usr/bin/busctl', `--address=unix:path=/run/user/${uid}/bus`, '--json=short', 'call'],
    ...['org.gnome.Mutter.IdleMonitor', '/org/gnome/Mutter/IdleMonitor/Core'],
    ...['org.gnome.Mutter.IdleMonitor', 'GetIdletime'],
  ];
  const { exit, stdout } = await machine.run('setpriv', [...asPerson, ...call], { signal, timeoutMs: 5_000 });
  if (exit !== 0) return null;
  try {
    return answer.parse(JSON.parse(stdout)).data[0] ?? null;
  } catch {
    return null;
  }
}
