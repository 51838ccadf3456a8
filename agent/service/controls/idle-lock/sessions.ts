/** Who is signed in now, as systemd's logind reckons it: graphical or not, locked or not, unused since when. */
import * as z from 'zod';
import type { Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';

const listed = z.array(z.object({ session: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/) }));

export function parseSessionList(stdout: string): string[] {
  return listed.parse(JSON.parse(stdout)).map(({ session }) => session);
}

/** `loginctl show-session`: `Name=value` lines. Undefined when the fields that count are not there. */
export function parseSession(stdout: string, now: number): (Session & { person: boolean }) | undefined {
  const fields = new Map(
    stdout.split('\n').flatMap(line => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name && value !== undefined ? [[name, value] as const] : [];
    }),
  );
  const id = fields.get('Id');
  const type = fields.get('Type');
  const locked = fields.get('LockedHint');
  if (!id || !type) return undefined;
  const since = Number(fields.get('IdleSinceHint')) / 1000;
  const idle = fields.get('IdleHint') === 'yes' && since > 0 && since <= now;
  return {
    id,
    graphical: ['x11', 'wayland', 'mir'].includes(type),
    locked: locked === 'yes' ? true : locked === 'no' ? false : null,
    idleSeconds: idle ? Math.floor((now - since) / 1000) : null,
    person: fields.get('Class') === 'user',
  };
}

/** One option each: loginctl, unlike systemctl, does not take a list (seen with systemd 252). */
const fields = ['Id', 'Type', 'Class', 'State', 'LockedHint', 'IdleHint', 'IdleSinceHint'].map(
  name => `--property=${name}`,
);

/** Null when logind could not be asked: a machine without it, or a container. */
export async function observeSessions(machine: Machine, signal: AbortSignal): Promise<Session[] | null> {
  try {
    const list = await commandOutput(machine, 'loginctl', ['list-sessions', '--output=json'], signal);
    const shown = await Promise.all(
      parseSessionList(list)
        .slice(0, 40)
        .map(id => commandOutput(machine, 'loginctl', ['show-session', id, ...fields], signal)),
    );
    return shown.flatMap(text => {
      const session = parseSession(text, machine.now());
      if (!session?.person) return [];
      const { id, graphical, locked, idleSeconds } = session;
      return [{ id, graphical, locked, idleSeconds }];
    });
  } catch (error) {
    if (error instanceof ProbeError || error instanceof SyntaxError || error instanceof z.ZodError)
      return null;
    throw error;
  }
}
