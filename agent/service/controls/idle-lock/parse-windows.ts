/** The JSON of windows-script.ts as desktops. A value of another kind than Windows writes is no value. */
import * as z from 'zod';
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { allRows, moment, onlyRow, parseTold, rowsOf } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';
import { limitOf } from './windows-limit.ts';

export const source = 'the registry';

const text = z.string().max(400).optional();
const saver = z.object({
  ScreenSaveActive: text,
  ScreenSaverIsSecure: text,
  ScreenSaveTimeOut: text,
  'SCRNSAVE.EXE': text,
});
type Saver = z.infer<typeof saver>;

const answer = z.object({
  started: rowsOf(z.object({ at: moment })),
  computer: rowsOf(z.object({ InactivityTimeoutSecs: z.unknown().optional() })),
  wake: rowsOf(z.object({ ACSettingIndex: z.unknown().optional(), DCSettingIndex: z.unknown().optional() })),
  hives: rowsOf(z.object({ person: z.boolean() })),
  people: rowsOf(z.object({ policy: saver, own: saver })),
});

export interface WindowsLook {
  startedAt: number | null;
  /** Seconds for the whole computer; zero for no limit, null when the value is not one. */
  limit: number | null;
  /** The password after sleep, by policy; null where none keeps people from turning it off. */
  wake: boolean | null;
  people: { policy: Saver; own: Saver }[];
}

/** Throws ProbeError where any of it could not be read. */
export function parseWindows(stdout: string): WindowsLook {
  const { language, answer: told } = parseTold(stdout, answer, source);
  const hives = allRows(told.hives, language, source);
  const people = allRows(told.people, language, source);
  // Every Windows has hives of its own accounts loaded: none at all is a failed look.
  if (hives.length === 0 || hives.filter(({ person }) => person).length !== people.length)
    throw new ProbeError('unrecognised_output', 'the settings of some who are signed in are missing', source);
  return {
    startedAt: onlyRow(told.started, language, source).at,
    limit: limitOf(onlyRow(told.computer, language, source).InactivityTimeoutSecs),
    wake: wakeOf(onlyRow(told.wake, language, source)),
    people,
  };
}

/** On the mains and on the battery. */
function wakeOf({ ACSettingIndex, DCSettingIndex }: { ACSettingIndex?: unknown; DCSettingIndex?: unknown }) {
  const both = [ACSettingIndex, DCSettingIndex];
  if (both.includes(0)) return false;
  return both.every(one => one === 1) ? true : null;
}

/** One way in which the screen locks: after how long, and whether people can change it. */
interface Way {
  seconds: number;
  fixed: boolean;
  /** Only sure to be in force after the next restart. */
  later: boolean;
}

const wholeNumber = (value: string | undefined) =>
  /^\d{1,8}$/.test(value ?? '') ? Number(value) : undefined;

/** The screen saver as it works for one person: a policy wins over their own choice, value by value. */
function bySaver({ policy, own }: WindowsLook['people'][number]): Way | undefined {
  const value = (name: keyof Saver) => policy[name] ?? own[name];
  const seconds = wholeNumber(value('ScreenSaveTimeOut'));
  const runs = value('ScreenSaveActive') === '1' && (value('SCRNSAVE.EXE') ?? '') !== '';
  if (!runs || value('ScreenSaverIsSecure') !== '1' || seconds === undefined || seconds === 0)
    return undefined;
  const names = ['ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE'] as const;
  return { seconds, fixed: names.every(name => policy[name] !== undefined), later: false };
}

/**
 * The computer's limit works by starting the screen saver, which must not be turned off for that: fixed only where a
 * policy keeps it on, or nobody is there to turn theirs off.
 */
function byLimit(
  limit: number | null,
  person: WindowsLook['people'][number] | undefined,
  inForce: boolean,
): Way | undefined {
  if (!limit) return undefined;
  const fixed = person === undefined || person.policy.ScreenSaveActive === '1';
  return { seconds: limit, fixed, later: !inForce };
}

/** What people cannot change before what they can, what is in force before what is not yet, then the soonest. */
function best(ways: readonly Way[]): Way | undefined {
  const order = (a: Way, b: Way) =>
    Number(b.fixed) - Number(a.fixed) || Number(a.later) - Number(b.later) || a.seconds - b.seconds;
  return [...ways].sort(order)[0];
}

const nothing = { understood: true, detail: null } as const;

function desktopOf(
  look: WindowsLook,
  person: WindowsLook['people'][number] | undefined,
  name: string,
  limitInForce: boolean,
): Desktop {
  const ways = [byLimit(look.limit, person, limitInForce), person && bySaver(person)].flatMap(
    way => way ?? [],
  );
  const way = best(ways);
  const times = { name, ...nothing, delaySeconds: way ? 0 : null, passwordOnWake: look.wake };
  if (way === undefined) {
    const lockEnabled = look.limit === null ? null : false;
    return { ...times, lockEnabled, idleSeconds: null, fixed: null };
  }
  const desktop = { ...times, lockEnabled: true, idleSeconds: way.seconds, fixed: way.fixed };
  return way.later ? { ...desktop, afterRestart: true } : desktop;
}

/** One desktop for everybody who is signed in, or one for the computer where nobody is. */
export function desktopsFrom(look: WindowsLook, limitInForce: boolean): Desktop[] {
  if (look.people.length === 0) return [desktopOf(look, undefined, 'Windows', limitInForce)];
  const several = look.people.length > 1;
  return look.people
    .slice(0, 20)
    .map((person, index) =>
      desktopOf(look, person, several ? `Windows, person ${index + 1}` : 'Windows', limitInForce),
    );
}
