/**
 * GNOME's, Cinnamon's and MATE's lock settings as everybody starts with them: `gsettings` run for nobody's home folder sees
 * the system's databases, the profile and the locks exactly as a session would, without a person's own values.
 */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';
import { type DconfDesktop, keysOf, type LockKeys } from './dconf-keys.ts';

/** `uint32 300`, in units of so many seconds. Null for anything else. */
export function parseSeconds(text: string, unit = 1): number | null {
  const number = /^uint32 (\d{1,9})$/.exec(text.trim())?.[1];
  return number === undefined ? null : Number(number) * unit;
}

/** `true` or `false`. Null for anything else. */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim();
  return word === 'true' ? true : word === 'false' ? false : null;
}

/** A time in units of this desktop, in seconds. */
const secondsOf = (text: string, { unit, type }: LockKeys): number | null =>
  type === '' ? parseSeconds(`uint32 ${text.trim()}`, unit) : parseSeconds(text, unit);

/** Null where one of them was not understood and none says no. */
function allOf(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

export async function observeDconf(
  name: DconfDesktop,
  machine: Machine,
  signal: AbortSignal,
): Promise<Desktop> {
  const base = { name, understood: true } as const;
  const keys = keysOf(name);
  const { idle, delay, on, forbidden } = keys;
  const ask = (verb: 'get' | 'writable', { schema, key }: LockKeys['idle']) =>
    commandOutput(machine, 'gsettings', [verb, schema, key], signal);
  const every = [idle, delay, forbidden, ...on];
  try {
    const [dark, late, taken, ...lock] = await Promise.all(every.map(one => ask('get', one)));
    const free = await Promise.all(every.map(one => ask('writable', one).then(parseBoolean)));
    const enabled = parseBoolean(taken ?? '') === true ? false : allOf(lock.map(parseBoolean));
    const own = free.includes(true) ? null : await wakeOf(name, machine, signal);
    return {
      ...base,
      lockEnabled: enabled,
      passwordOnWake: enabled === false ? false : enabled && own,
      idleSeconds: secondsOf(dark ?? '', keys),
      delaySeconds: secondsOf(late ?? '', keys),
      fixed: free.includes(null) ? null : !free.includes(true),
      detail: null,
    };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    const detail = error.message.slice(0, 200);
    return { ...base, lockEnabled: null, idleSeconds: null, delaySeconds: null, fixed: null, detail };
  }
}

/** Null where it could not be read, or people can change it. */
async function wakeOf(name: DconfDesktop, machine: Machine, signal: AbortSignal): Promise<boolean | null> {
  const { schema, key } = keysOf(name).wake;
  const { exit, stdout, stderr } = await commandResult(machine, 'gsettings', ['get', schema, key], signal);
  if (exit !== 0) return name === 'GNOME' && stderr.includes('No such key') ? true : null;
  const set = parseBoolean(stdout);
  if (set !== true) return set;
  const free = await commandOutput(machine, 'gsettings', ['writable', schema, key], signal);
  return parseBoolean(free) === false ? true : null;
}
