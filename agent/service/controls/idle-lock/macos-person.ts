/** Whoever sits at a Mac's screen: what is in force for them, and whether the screen is locked and unused now. */
import type * as z from 'zod';
import type { Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { plistOutput } from '../../system/plist.ts';
import { type Machine, ProbeError } from '../control.ts';
import { consoleState, inputState, lockedNow, parseIdleTime, parseScreenLock } from './parse-macos.ts';

export const domain = 'com.apple.screensaver';

export interface Person {
  uid: string;
  name: string;
}

/** Whoever sits at the screen; null at the sign-in window, which root owns. */
export async function atTheScreen(machine: Machine, signal: AbortSignal): Promise<Person | null> {
  const text = await commandOutput(machine, 'stat', ['-f', '%u %Su', '/dev/console'], signal);
  const [, uid, name] = /^(\d{1,10}) ([\w.@-]{1,80})\n?$/.exec(text) ?? [];
  if (uid === undefined || name === undefined)
    throw new ProbeError('unrecognised_output', 'who is at the screen could not be read', 'stat');
  return uid === '0' || name.startsWith('_') ? null : { uid, name };
}

const failure = (error: unknown) => {
  if (error instanceof ProbeError) return null;
  throw error;
};

/** Root does not have the person's settings: asks in their session and under their name. */
const asPerson = (machine: Machine, { uid }: Person, args: readonly string[], signal: AbortSignal) =>
  commandResult(
    machine,
    'launchctl',
    ['asuser', uid, '/usr/bin/sudo', '-n', '-H', '-u', `#${uid}`, '--', ...args],
    signal,
  ).catch(failure);

/** Seconds until the password is asked for, or `off`; null when it could not be read. */
export async function passwordDelay(machine: Machine, person: Person, signal: AbortSignal) {
  const lock = await asPerson(machine, person, ['/usr/sbin/sysadminctl', '-screenLock', 'status'], signal);
  return lock?.exit === 0 ? parseScreenLock(lock.stderr) : null;
}

export async function inForce(machine: Machine, person: Person, signal: AbortSignal) {
  const delay = await passwordDelay(machine, person, signal);
  const read = ['/usr/bin/defaults', '-currentHost', 'read', domain, 'idleTime'];
  const idle = await asPerson(machine, person, read, signal);
  return {
    delay,
    idle: idle?.exit === 0 ? parseIdleTime(idle.stdout) : null,
  };
}

const ioreg = <T>(machine: Machine, args: readonly string[], schema: z.ZodType<T>, signal: AbortSignal) =>
  plistOutput(machine, 'ioreg', args, schema, signal).catch(failure);

/** Null where it could not be read. */
export async function screenLocked(machine: Machine, signal: AbortSignal): Promise<boolean | null> {
  const state = await ioreg(machine, ['-n', 'Root', '-d', '1', '-a'], consoleState, signal);
  return state === null ? null : lockedNow(state);
}

/** In seconds; null where it could not be read. */
export const unusedSeconds = (machine: Machine, signal: AbortSignal): Promise<number | null> =>
  ioreg(machine, ['-c', 'IOHIDSystem', '-r', '-d', '1', '-a'], inputState, signal);

/** Null where it could not be read whether the screen stands open, or for how long. */
export async function sessionsNow(machine: Machine, signal: AbortSignal): Promise<Session[] | null> {
  const locked = await screenLocked(machine, signal);
  const unused = locked === null ? null : await unusedSeconds(machine, signal);
  if (locked === null || (!locked && unused === null)) return null;
  return [{ id: 'console', graphical: true, locked, idleSeconds: unused }];
}
