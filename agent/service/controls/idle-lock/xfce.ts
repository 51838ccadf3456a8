/** Xfce's lock for everybody, where its own screensaver is what locks: one channel of xfconf. */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { namesIn } from '../../system/presence.ts';
import { channelFile, channelPath, readChannel, whyNotSet } from '../../system/xfconf.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';

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

/** Programs that would lock in its place, or beside it. */
const otherLockers = ['light-locker', 'xscreensaver', 'gnome-screensaver', 'mate-screensaver', 'xss-lock'];

/** False as well where the programs could not be seen. */
async function locksItself(machine: Machine): Promise<boolean> {
  const programs = await namesIn(machine, '/usr/bin');
  return programs?.includes(channel) === true && !otherLockers.some(one => programs.includes(one));
}

const asBoolean = (value: string) => (value === 'true' ? true : value === 'false' ? false : null);
const asSeconds = (minutes: string) => (/^\d{1,6}$/.test(minutes) ? Number(minutes) * 60 : null);

export async function observeXfce(machine: Machine): Promise<Desktop> {
  const nothing = { lockEnabled: null, idleSeconds: null, delaySeconds: null, fixed: null };
  const base = { name: 'Xfce', understood: true } as const;
  if (!(await locksItself(machine)))
    return {
      ...base,
      understood: false,
      ...nothing,
      detail: 'another program than its own screensaver locks',
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
  if (!(await locksItself(machine)))
    return 'Xfce: only its own screensaver can be set for everybody; install xfce4-screensaver and remove other lockers.';
  const found = await readChannel(machine, channel);
  if (found.set === null) throw new ProbeError('probe_failed', `${xfcePath} could not be read`, 'xfconf');
  const why = whyNotSet(channel, found);
  return why === null ? xfceFile(asked) : `Xfce: ${why}.`;
}
