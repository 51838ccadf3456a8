/** Who is signed in, by logind. */
import * as z from 'zod';
import type { Machine } from '../../../control.ts';
import type { Session } from '../hands.ts';

const manager = ['org.freedesktop.login1', '/org/freedesktop/login1', 'org.freedesktop.login1.Manager'];
const listed = z.object({
  data: z.tuple([z.array(z.tuple([z.string(), z.number(), z.string(), z.string(), z.string()]))]),
});
const wanted = ['Class', 'State', 'Active', 'LockedHint'] as const;
const value = z.object({ data: z.union([z.string(), z.boolean()]) });

/** The one at the screen first; null when it could not be seen. */
export async function sessionsOf(machine: Machine): Promise<Session[] | null> {
  const { exit, stdout } = await machine.run('busctl', ['-j', 'call', ...manager, 'ListSessions']);
  if (exit !== 0) return null;
  try {
    const [sessions] = listed.parse(JSON.parse(stdout)).data;
    const found = await Promise.all(
      sessions.map(([id, uid, user, seat, path]) =>
        session(machine, { id, user, seat, account: String(uid) }, path),
      ),
    );
    const all = found.filter(one => one !== null);
    // A sign-in screen is in front as well; a console on which nobody signed in is nobody.
    const taken = new Set(all.filter(({ active }) => active).map(({ seat }) => seat));
    return all
      .filter(({ person }) => person)
      .map(({ id, user, account, locked, seat, active }) => {
        const away = seat === '' || (!active && taken.has(seat));
        return { id, user, account, locked, away };
      })
      .sort((a, b) => Number(a.away) - Number(b.away));
  } catch {
    return null;
  }
}

/** Null for what has ended. Throws for another shape than known. */
async function session(
  machine: Machine,
  named: Record<'id' | 'user' | 'seat' | 'account', string>,
  path: string,
) {
  const args = ['-j', 'get-property', 'org.freedesktop.login1', path, 'org.freedesktop.login1.Session'];
  const { exit, stdout } = await machine.run('busctl', [...args, ...wanted]);
  if (exit !== 0) return null;
  const [kind, state, active, locked] = stdout
    .trim()
    .split('\n')
    .map(line => value.parse(JSON.parse(line)).data);
  return {
    ...named,
    person: kind === 'user' && state !== 'closing',
    active: active === true,
    locked: typeof locked === 'boolean' ? locked : null,
  };
}
