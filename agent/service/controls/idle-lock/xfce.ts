/** Xfce's lock for everybody: its own screensaver by one channel of xfconf, or light-locker (light-locker.ts). */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { namesIn } from '../../system/presence.ts';
import { channelFile, channelPath, readChannel, whyNotSet } from '../../system/xfconf.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';
import { observeLightLocker, planBlanking } from './light-locker.ts';

const channel = 'xfce4-screensaver';
export const xfcePath = channelPath(channel);

const dark = '/saver/idle-activation/delay';
const late = '/lock/saver-activation/delay';
const wake = '/lock/sleep-activation';
/** All must be on. */
const switches = [
  '/saver/enabled',
  '/saver/idle-activation/enabled',
  '/lock/enabled',
  '/lock/saver-activation/enabled',
];
/** What Xfce's screensaver does where nothing is written; minutes. */
const usual: Record<string, string> = {
  ...Object.fromEntries(switches.map(path => [path, 'true'])),
  ...{ [dark]: '5', [late]: '0' },
};

/** Programs that lock in Xfce. */
const lockers = [
  ...[channel, 'light-locker'],
  ...['xscreensaver', 'gnome-screensaver', 'mate-screensaver', 'xss-lock'],
];

/** The one program that locks here, where it is one that can be set; undefined as well where that could not be seen. */
export async function xfceLocker(machine: Machine): Promise<'own' | 'light-locker' | undefined> {
  const programs = (await namesIn(machine, '/usr/bin')) ?? [];
  const [only, ...others] = lockers.filter(one => programs.includes(one));
  if (others.length > 0) return undefined;
  if (only === channel) return 'own';
  // It locks when the screen goes dark, and the power manager says when that is.
  return only === 'light-locker' && programs.includes('xfce4-power-manager') ? only : undefined;
}

const asBoolean = (value: string) => (value === 'true' ? true : value === 'false' ? false : null);
const asSeconds = (minutes: string) => (/^\d{1,6}$/.test(minutes) ? Number(minutes) * 60 : null);

export async function observeXfce(machine: Machine, signal: AbortSignal): Promise<Desktop> {
  const nothing = { lockEnabled: null, idleSeconds: null, delaySeconds: null, fixed: null };
  const base = { name: 'Xfce', understood: true } as const;
  const locker = await xfceLocker(machine);
  if (locker === 'light-locker') return observeLightLocker(machine, signal);
  if (locker === undefined)
    return {
      ...base,
      understood: false,
      ...nothing,
      detail: 'another program than its own screensaver or light-locker locks',
    };
  const { set, overruled } = await readChannel(machine, channel);
  if (set === null) return { ...base, ...nothing, detail: 'the settings for everybody could not be read' };
  const value = (path: string) => set.get(path)?.value ?? usual[path] ?? '';
  const on = switches.map(path => asBoolean(value(path)));
  const asleep = set.get(wake);
  return {
    ...base,
    lockEnabled: on.includes(false) ? false : on.includes(null) ? null : true,
    idleSeconds: asSeconds(value(dark)),
    delaySeconds: asSeconds(value(late)),
    fixed: !overruled && Object.keys(usual).every(path => set.get(path)?.fixed === true),
    passwordOnWake: asleep?.fixed === true && !overruled ? asBoolean(asleep.value) : null,
    detail: overruled ? 'a folder below /etc/xdg sets it otherwise' : null,
  };
}

type Asked = Pick<Policy, 'afterMinutes' | 'signOutAfterMinutes'>;

export const xfceFile = ({ afterMinutes, signOutAfterMinutes }: Asked): Wanted =>
  channelFile(channel, {
    '/saver/enabled': true,
    '/saver/idle-activation/enabled': true,
    [dark]: afterMinutes,
    '/lock/enabled': true,
    '/lock/saver-activation/enabled': true,
    [late]: 0,
    [wake]: true,
    // A button on the lock screen, with which the next person signs out whoever left it.
    ...(signOutAfterMinutes === null
      ? {}
      : { '/lock/logout/enabled': true, '/lock/logout/delay': signOutAfterMinutes }),
  });

/** What to write; a sentence why nothing. Throws ProbeError when it could not be seen what is there. */
export async function planXfce(machine: Machine, asked: Asked): Promise<Wanted | string> {
  const locker = await xfceLocker(machine);
  if (locker === undefined)
    return 'Xfce: only its own screensaver or light-locker with xfce4-power-manager can be set for everybody; install one and remove other lockers.';
  if (locker === 'light-locker') return planBlanking(machine, asked.afterMinutes);
  const found = await readChannel(machine, channel);
  if (found.set === null) throw new ProbeError('probe_failed', `${xfcePath} could not be read`, 'xfconf');
  const why = whyNotSet(channel, found);
  return why === null ? xfceFile(asked) : `Xfce: ${why}.`;
}
