/** What systemd's logind says of who is signed in, and how it is asked to lock. Whose session it is stays in this room. */
import * as z from 'zod';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';
import { withBegunScreens } from './begun-screen.ts';

export interface LogindSession {
  id: string;
  /** `wayland`, `x11`, `mir`, `tty`, `unspecified`. */
  type: string;
  graphical: boolean;
  /** Somebody's own session, not a sign-in screen's or a service's. */
  person: boolean;
  remote: boolean;
  uid: number | null;
  /** As the sign-in screen called it: `gnome`, `KDE`; empty when nobody said. */
  desktop: string;
  locked: boolean | null;
  /** The desktop's own word for "unused"; on a text console logind's, by an interval of its own. */
  idleHint: boolean;
  /** Since when, in UTC milliseconds; on a text console when a key was last pressed. Null when not told. */
  idleSince: number | null;
  /** The same in milliseconds since the computer was started, sleep left out; null when not told. */
  idleSinceBoot: number | null;
  /** When the session began, in milliseconds since the computer was started, sleep left out. */
  beganSinceBoot: number | null;
}

const sessionId = /^[A-Za-z0-9_-]{1,40}$/;
const listed = z.array(z.object({ session: z.string().regex(sessionId) }));

export function parseSessionList(stdout: string): string[] {
  return listed.parse(JSON.parse(stdout)).map(({ session }) => session);
}

/** Microseconds to milliseconds; zero and the highest number are how logind says "never". */
function moment(text: string | undefined): number | null {
  const microseconds = /^\d{1,19}$/.test(text ?? '') ? Number(text) : 0;
  return microseconds > 0 && microseconds < 1e18 ? microseconds / 1000 : null;
}

/** One block of `loginctl show-session`: `Name=value` lines. Undefined when the fields that count are not there. */
export function parseSession(block: string): LogindSession | undefined {
  const fields = new Map(
    block.split('\n').flatMap(line => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name && value !== undefined ? [[name, value] as const] : [];
    }),
  );
  const id = fields.get('Id') ?? '';
  const type = fields.get('Type');
  if (!sessionId.test(id) || !type) return undefined;
  const locked = fields.get('LockedHint');
  const uid = fields.get('User') ?? '';
  return {
    id,
    type,
    graphical: ['x11', 'wayland', 'mir'].includes(type),
    person: fields.get('Class') === 'user' && fields.get('State') !== 'closing',
    remote: fields.get('Remote') === 'yes',
    uid: /^\d{1,10}$/.test(uid) ? Number(uid) : null,
    desktop: (fields.get('Desktop') ?? '').slice(0, 80),
    locked: locked === 'yes' ? true : locked === 'no' ? false : null,
    idleHint: fields.get('IdleHint') === 'yes',
    idleSince: moment(fields.get('IdleSinceHint')),
    idleSinceBoot: moment(fields.get('IdleSinceHintMonotonic')),
    beganSinceBoot: moment(fields.get('TimestampMonotonic')),
  };
}

/** One option each: loginctl, unlike systemctl, does not take a list (seen with systemd 252). */
const fields = [
  ...['Id', 'Type', 'Class', 'State', 'Remote', 'User', 'Desktop', 'TimestampMonotonic'],
  ...['LockedHint', 'IdleHint', 'IdleSinceHint', 'IdleSinceHintMonotonic'],
].map(name => `--property=${name}`);

const sessionFolder = '/run/systemd/sessions';

/** By the names of logind's own files, which costs no process; else by asking. */
export async function sessionIds(machine: Machine, signal: AbortSignal): Promise<string[]> {
  const names = await machine.readDirectory(sessionFolder).catch(() => null);
  if (names !== null) return names.filter(name => sessionId.test(name));
  return parseSessionList(
    await commandOutput(machine, 'loginctl', ['list-sessions', '--output=json'], signal),
  );
}

/** Everybody's sessions (`known`, or as listed now) in one command at most. Throws ProbeError, SyntaxError or ZodError. */
export async function logindSessions(
  machine: Machine,
  signal: AbortSignal,
  known?: readonly string[],
): Promise<LogindSession[]> {
  const ids = (known ?? (await sessionIds(machine, signal))).slice(0, 40);
  if (ids.length === 0) return [];
  // One that ended meanwhile makes loginctl fail after it has shown those before.
  const { stdout } = await commandResult(machine, 'loginctl', ['show-session', ...ids, ...fields], signal);
  const shown = stdout.split('\n\n').flatMap(block => parseSession(block) ?? []);
  if (shown.length === 0)
    throw new ProbeError('unrecognised_output', 'loginctl showed none of the sessions', 'loginctl');
  return withBegunScreens(machine, shown);
}

/** One session's hint; null when it could not be read or has ended. */
export async function isLocked(machine: Machine, id: string, signal: AbortSignal): Promise<boolean | null> {
  const { exit, stdout } = await machine.run('loginctl', ['show-session', id, '--property=LockedHint'], {
    signal,
    timeoutMs: 5_000,
  });
  const hint = exit === 0 ? stdout.trim() : '';
  return hint === 'LockedHint=yes' ? true : hint === 'LockedHint=no' ? false : null;
}

/** Asks the session to lock. True when logind passed it on: nobody need have listened. */
export async function askToLock(machine: Machine, id: string, signal: AbortSignal): Promise<boolean> {
  const { exit } = await machine.run('loginctl', ['lock-session', id], { signal, timeoutMs: 5_000 });
  return exit === 0;
}

/** Ends a session and everything in it. True when logind took it. */
export async function endSession(machine: Machine, id: string, signal: AbortSignal): Promise<boolean> {
  const { exit } = await machine.run('loginctl', ['terminate-session', id], { signal, timeoutMs: 5_000 });
  return exit === 0;
}

const spoken = z.object({
  path: z.string(),
  member: z.string(),
  payload: z.object({ data: z.array(z.unknown()) }),
});
const lockedHint = z.object({ LockedHint: z.object({ data: z.boolean() }) });

export type Heard = { kind: 'locked'; id: string; locked: boolean } | { kind: 'resumed' };

/** The last part of an object's path: what is not a letter or digit is written as `_` and two hexadecimal digits. */
const idOfPath = (path: string) =>
  (path.split('/').at(-1) ?? '').replace(/_([0-9a-f]{2})/g, (_all, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** One line of `busctl monitor`; undefined for what says nothing about locks or sleep. */
export function parseHeard(line: string): Heard | undefined {
  if (!line.includes('LockedHint') && !line.includes('PrepareForSleep')) return undefined;
  try {
    const { path, member, payload } = spoken.parse(JSON.parse(line));
    if (member === 'PrepareForSleep') return payload.data[0] === false ? { kind: 'resumed' } : undefined;
    const { LockedHint } = lockedHint.parse(payload.data[1]);
    return { kind: 'locked', id: idOfPath(path), locked: LockedHint.data };
  } catch {
    return undefined;
  }
}

const signals = `--match=type='signal',sender='org.freedesktop.login1',path_namespace='/org/freedesktop/login1'`;

/** Calls `heard` until `signal` or the command ends: one command, instead of asking again and again. */
export async function followLogind(
  machine: Machine,
  heard: (what: Heard) => void,
  signal: AbortSignal,
): Promise<void> {
  const onLine = (line: string) => {
    const what = parseHeard(line);
    if (what) heard(what);
  };
  await machine.follow('busctl', ['--system', '--json=short', signals, 'monitor'], onLine, signal);
}
