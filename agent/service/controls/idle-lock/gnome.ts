/**
 * GNOME's and Cinnamon's lock settings as everybody starts with them: `gsettings` run for nobody's home folder sees
 * the system's databases, the profile and the locks exactly as a session would, without a person's own values.
 */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';

const settings = {
  idle: ['session', 'idle-delay'],
  lock: ['screensaver', 'lock-enabled'],
  delay: ['screensaver', 'lock-delay'],
  forbidden: ['lockdown', 'disable-lock-screen'],
} as const;
type Setting = keyof typeof settings;

/** Where each keeps settings of the same names. */
const schemas = { GNOME: 'org.gnome.desktop', Cinnamon: 'org.cinnamon.desktop' };

/** What else decides whether the password is asked for after sleep. GNOME as its makers ship it has none of its own. */
export const wakeKeys = {
  GNOME: ['org.gnome.desktop.screensaver', 'ubuntu-lock-on-suspend'],
  Cinnamon: ['org.cinnamon.settings-daemon.plugins.power', 'lock-on-suspend'],
} as const;

/** `uint32 300`. Null for anything else. */
export function parseSeconds(text: string): number | null {
  const seconds = /^uint32 (\d{1,9})$/.exec(text.trim())?.[1];
  return seconds === undefined ? null : Number(seconds);
}

/** `true` or `false`. Null for anything else. */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim();
  return word === 'true' ? true : word === 'false' ? false : null;
}

export const observeGnome = (machine: Machine, signal: AbortSignal) => observe('GNOME', machine, signal);
export const observeCinnamon = (machine: Machine, signal: AbortSignal) =>
  observe('Cinnamon', machine, signal);

async function observe(name: keyof typeof schemas, machine: Machine, signal: AbortSignal): Promise<Desktop> {
  const base = { name, understood: true } as const;
  const ask = (verb: 'get' | 'writable', [schema, key]: (typeof settings)[Setting]) =>
    commandOutput(machine, 'gsettings', [verb, `${schemas[name]}.${schema}`, key], signal);
  const get = (setting: Setting) => ask('get', settings[setting]);
  const changeable = (setting: Setting) => ask('writable', settings[setting]).then(parseBoolean);
  try {
    const [idle, lock, delay, forbidden] = await Promise.all(
      (['idle', 'lock', 'delay', 'forbidden'] as const).map(get),
    );
    const free = await Promise.all((['idle', 'lock', 'delay', 'forbidden'] as const).map(changeable));
    const enabled = parseBoolean(forbidden ?? '') === true ? false : parseBoolean(lock ?? '');
    const own = free.includes(true) ? null : await wakeOf(name, machine, signal);
    return {
      ...base,
      lockEnabled: enabled,
      passwordOnWake: enabled === false ? false : enabled && own,
      idleSeconds: parseSeconds(idle ?? ''),
      delaySeconds: parseSeconds(delay ?? ''),
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
async function wakeOf(
  name: keyof typeof wakeKeys,
  machine: Machine,
  signal: AbortSignal,
): Promise<boolean | null> {
  const [schema, key] = wakeKeys[name];
  const { exit, stdout, stderr } = await commandResult(machine, 'gsettings', ['get', schema, key], signal);
  if (exit !== 0) return name === 'GNOME' && stderr.includes('No such key') ? true : null;
  const set = parseBoolean(stdout);
  if (set !== true) return set;
  const free = await commandOutput(machine, 'gsettings', ['writable', schema, key], signal);
  return parseBoolean(free) === false ? true : null;
}
