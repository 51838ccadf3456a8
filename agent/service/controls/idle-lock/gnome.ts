/**
 * GNOME's lock settings as everybody starts with them: `gsettings` run for nobody's home folder sees
 * the system's databases, the profile and the locks exactly as a session would, without a person's own values.
 */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';

const settings = {
  idle: ['org.gnome.desktop.session', 'idle-delay'],
  lock: ['org.gnome.desktop.screensaver', 'lock-enabled'],
  delay: ['org.gnome.desktop.screensaver', 'lock-delay'],
  forbidden: ['org.gnome.desktop.lockdown', 'disable-lock-screen'],
} as const;
type Setting = keyof typeof settings;

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

export async function observeGnome(machine: Machine, signal: AbortSignal): Promise<Desktop> {
  const base = { name: 'GNOME', understood: true } as const;
  const get = (name: Setting) => commandOutput(machine, 'gsettings', ['get', ...settings[name]], signal);
  const changeable = (name: Setting) =>
    commandOutput(machine, 'gsettings', ['writable', ...settings[name]], signal).then(parseBoolean);
  try {
    const [idle, lock, delay, forbidden] = await Promise.all(
      (['idle', 'lock', 'delay', 'forbidden'] as const).map(get),
    );
    const free = await Promise.all((['idle', 'lock', 'delay', 'forbidden'] as const).map(changeable));
    const enabled = parseBoolean(lock ?? '');
    return {
      ...base,
      lockEnabled: parseBoolean(forbidden ?? '') === true ? false : enabled,
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
