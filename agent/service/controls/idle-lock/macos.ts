/**
 * macOS: when the screen locks for the person at the screen, by the settings that are in force for them; only
 * a profile keeps people from changing these. And whether the screen is locked and unused now.
 */
import type * as z from 'zod';
import type { Desktop, Observation, Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { plistFileOrNull, plistOutput } from '../../system/plist.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { type Plan, PlanRefused } from '../plan.ts';
import {
  consoleState,
  inputState,
  lockedNow,
  parseIdleTime,
  parseScreenLock,
  type ScreenSaver,
  screenSaver,
} from './parse-macos.ts';

const managed = '/Library/Managed Preferences';
const domain = 'com.apple.screensaver';

interface Person {
  uid: string;
  name: string;
}

/** Whoever sits at the screen; null at the sign-in window, which root owns. */
async function atTheScreen(machine: Machine, signal: AbortSignal): Promise<Person | null> {
  const text = await commandOutput(machine, 'stat', ['-f', '%u %Su', '/dev/console'], signal);
  const [, uid, name] = /^(\d{1,10}) ([\w.@-]{1,80})\n?$/.exec(text) ?? [];
  if (uid === undefined || name === undefined)
    throw new ProbeError('unrecognised_output', 'who is at the screen could not be read', 'stat');
  return uid === '0' || name.startsWith('_') ? null : { uid, name };
}

/** Settings of a profile; null when they could not be read. */
async function byProfile(
  machine: Machine,
  person: Person | null,
  signal: AbortSignal,
): Promise<ScreenSaver | null> {
  const paths = [
    `${managed}/${domain}.plist`,
    ...(person ? [`${managed}/${person.name}/${domain}.plist`] : []),
  ];
  let all: ScreenSaver = {};
  for (const path of paths) {
    const read = await plistFileOrNull(machine, path, screenSaver, signal);
    if (read === null) return null;
    all = { ...all, ...read };
  }
  return all;
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

async function inForce(machine: Machine, person: Person, signal: AbortSignal) {
  const lock = await asPerson(machine, person, ['/usr/sbin/sysadminctl', '-screenLock', 'status'], signal);
  const read = ['/usr/bin/defaults', '-currentHost', 'read', domain, 'idleTime'];
  const idle = await asPerson(machine, person, read, signal);
  return {
    delay: lock?.exit === 0 ? parseScreenLock(lock.stderr) : null,
    idle: idle?.exit === 0 ? parseIdleTime(idle.stdout) : null,
  };
}

type InForce = Awaited<ReturnType<typeof inForce>>;

/** What a profile asks for as if it were in force: for the sign-in window, where nobody's settings are. */
const asAsked = ({ idleTime, askForPassword, askForPasswordDelay }: ScreenSaver): InForce => ({
  idle: idleTime ?? null,
  delay: askForPassword === false ? 'off' : askForPassword ? (askForPasswordDelay ?? null) : null,
});

/** Fixed when a profile sets every part of it, and what is in force is what it sets. */
function isFixed(rules: ScreenSaver | null, { idle, delay }: InForce): boolean | null {
  if (rules === null) return null;
  const asked = asAsked(rules);
  if (asked.idle === null || asked.delay === null) return false;
  return asked.idle === idle && asked.delay === delay;
}

function desktopOf(rules: ScreenSaver | null, now: InForce): Desktop {
  const asked = rules && asAsked(rules);
  const contradicts =
    asked !== null && asked.delay !== null && now.delay !== null && asked.delay !== now.delay;
  const delay = contradicts ? null : now.delay;
  return {
    name: 'macOS',
    understood: true,
    lockEnabled: delay === null ? null : delay !== 'off',
    idleSeconds: now.idle,
    delaySeconds: typeof delay === 'number' ? delay : null,
    fixed: isFixed(rules, now),
    // One setting for the screen saver and for sleep.
    passwordOnWake:
      delay === null ? null : delay === 'off' ? false : isFixed(rules, now) === true ? true : null,
    detail: contradicts ? 'what is in force is not what the profile sets' : null,
  };
}

const ioreg = <T>(machine: Machine, args: readonly string[], schema: z.ZodType<T>, signal: AbortSignal) =>
  plistOutput(machine, 'ioreg', args, schema, signal).catch(failure);

/** Null where it could not be read whether the screen stands open, or for how long. */
async function sessionsNow(machine: Machine, signal: AbortSignal): Promise<Session[] | null> {
  const state = await ioreg(machine, ['-n', 'Root', '-d', '1', '-a'], consoleState, signal);
  if (state === null) return null;
  const locked = lockedNow(state);
  const unused = await ioreg(machine, ['-c', 'IOHIDSystem', '-r', '-d', '1', '-a'], inputState, signal);
  if (locked === null || (!locked && unused === null)) return null;
  return [{ id: 'console', graphical: true, locked, idleSeconds: unused }];
}

/** macOS lets no program set this for everybody: always throws PlanRefused or ProbeError, and says who can. */
async function plan(machine: Machine, signal: AbortSignal): Promise<Plan> {
  const rules = await byProfile(machine, await atTheScreen(machine, signal), signal);
  if (rules === null)
    throw new ProbeError('probe_failed', 'the profiles that are installed could not be read', 'plutil');
  const asked = asAsked(rules);
  if (asked.idle !== null && asked.delay !== null)
    throw new PlanRefused('managed_elsewhere', 'A configuration profile sets the screen lock.');
  throw new PlanRefused(
    'needs_profile',
    'macOS takes these settings from a configuration profile only: from your device management, or opened and agreed to by hand.',
  );
}

export const macos: Backend<Observation> = {
  source: 'stat, sysadminctl, com.apple.screensaver and ioreg',
  async observe(machine, signal) {
    const person = await atTheScreen(machine, signal);
    const rules = await byProfile(machine, person, signal);
    const now = person ? await inForce(machine, person, signal) : asAsked(rules ?? {});
    const sessions = person ? await sessionsNow(machine, signal) : [];
    return { desktops: [desktopOf(rules, now)], noDesktop: false, sessions };
  },
  plan: (machine, _policy, signal) => plan(machine, signal),
};
