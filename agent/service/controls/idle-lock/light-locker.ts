/**
 * Xfce where light-locker locks, as Debian installs it. It locks some seconds after the screen has gone dark; when that is
 * says Xfce's power manager, a channel of xfconf. What light-locker itself does lies in dconf.
 */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { channelFile, channelPath, readChannel, whyNotSet } from '../../system/xfconf.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';
import type { KeyValue } from './dconf.ts';
import { parseBoolean, parseSeconds } from './dconf-look.ts';

const channel = 'xfce4-power-manager';
export const blankingPath = channelPath(channel);
const onMains = '/xfce4-power-manager/blank-on-ac';
const onBattery = '/xfce4-power-manager/blank-on-battery';
/** While it is on, nothing goes dark. */
const presenting = '/xfce4-power-manager/presentation-mode';
/** What the power manager does where nothing is written; minutes, 0 for never. */
const usual = { [onMains]: '10', [onBattery]: '10', [presenting]: 'false' };
const paths = [onMains, onBattery, presenting] as const;

const schema = 'apps.light-locker';
const after = 'lock-after-screensaver';
const late = 'late-locking';
const asleep = 'lock-on-suspend';
/** From dark to locked. 0 would be never. */
const afterSeconds = 5;

/** It also says to logind that nobody is there, which Caretaker's own lock goes by. */
export const lightLockerKeys: KeyValue[] = [
  [`/apps/light-locker/${after}`, `uint32 ${afterSeconds}`],
  [`/apps/light-locker/${late}`, 'false'],
  [`/apps/light-locker/${asleep}`, 'true'],
  ['/apps/light-locker/idle-hint', 'true'],
];

/** Zero for never; null for what is no time. */
function darkAfter(values: readonly string[]): number | null {
  const minutes = values.map(value => (/^\d{1,6}$/.test(value) ? Number(value) : null));
  if (minutes.includes(0)) return 0;
  return minutes.reduce<number | null>(
    (most, one) => (most === null || one === null ? null : Math.max(most, one * 60)),
    0,
  );
}

export async function observeLightLocker(machine: Machine, signal: AbortSignal): Promise<Desktop> {
  const base = { name: 'Xfce', understood: true } as const;
  const nothing = { lockEnabled: null, idleSeconds: null, delaySeconds: null, fixed: null };
  const { set, overruled } = await readChannel(machine, channel);
  if (set === null) return { ...base, ...nothing, detail: 'the settings for everybody could not be read' };
  const value = (path: (typeof paths)[number]) => set.get(path)?.value ?? usual[path];
  const ask = (verb: 'get' | 'writable', key: string) =>
    commandOutput(machine, 'gsettings', [verb, schema, key], signal);
  const keys = [after, late, asleep];
  try {
    const [wait = '', ends = '', sleeps = ''] = await Promise.all(keys.map(key => ask('get', key)));
    const free = await Promise.all(keys.map(key => ask('writable', key).then(parseBoolean)));
    const delay = parseSeconds(wait);
    const darkFixed = !overruled && paths.every(path => set.get(path)?.fixed === true);
    const held = free.includes(true) ? false : free.includes(null) ? null : darkFixed;
    const sleepLocks = parseBoolean(sleeps);
    return {
      ...base,
      lockEnabled: switchesOf(value(presenting), delay, parseBoolean(ends)),
      idleSeconds: darkAfter([value(onMains), value(onBattery)]),
      delaySeconds: delay,
      fixed: held,
      passwordOnWake: sleepLocks === true && held !== true ? null : sleepLocks,
      detail: overruled ? 'a folder below /etc/xdg sets it otherwise' : null,
    };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return { ...base, ...nothing, detail: error.message.slice(0, 200) };
  }
}

/** Locking only when the dark ends would lock whoever comes back, and is not what is asked: not known. */
function switchesOf(presentation: string, delay: number | null, late: boolean | null): boolean | null {
  if (presentation === 'true' || delay === 0) return false;
  return presentation === 'false' && delay !== null && late === false ? true : null;
}

/** A minute sooner than it is to lock, since some seconds come to it. A sentence where nothing is set. Throws ProbeError. */
export async function planBlanking(machine: Machine, afterMinutes: number): Promise<Wanted | string> {
  const found = await readChannel(machine, channel);
  if (found.set === null)
    throw new ProbeError('probe_failed', `${channelPath(channel)} could not be read`, 'xfconf');
  // Debian brings a file of its own: what it holds stays, unless somebody else holds these very settings in it.
  const held = found.theirs && paths.some(path => found.set?.get(path)?.fixed === true);
  const why = whyNotSet(channel, { ...found, theirs: held || found.hasMore });
  if (why !== null) return `Xfce: ${why}.`;
  const dark = Math.max(1, afterMinutes - 1);
  return channelFile(channel, { [onMains]: dark, [onBattery]: dark, [presenting]: false }, found.set);
}
