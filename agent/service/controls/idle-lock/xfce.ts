/**
 * Xfce's lock for everybody, where its own screensaver is what locks: one channel of xfconf below /etc/xdg. A property that
 * is marked `unlocked="root"` is nobody else's to change; `locked="*"` is not enough (tried with xfconfd 4.18, README).
 */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';

const channel = 'xfce4/xfconf/xfce-perchannel-xml/xfce4-screensaver.xml';
export const xfcePath = `/etc/xdg/${channel}`;
const source = 'xfce4-screensaver.xml';
const mark = '<!-- Written by Caretaker: lines of your own are lost. -->';

/** What Xfce's screensaver does where nothing is written. */
const defaults: Record<string, string> = {
  '/saver/enabled': 'true',
  '/saver/idle-activation/enabled': 'true',
  '/saver/idle-activation/delay': '5',
  '/lock/enabled': 'true',
  '/lock/saver-activation/enabled': 'true',
  '/lock/saver-activation/delay': '0',
};
const wake = '/lock/sleep-activation';
const switches = Object.keys(defaults).filter(path => path.endsWith('/enabled'));

/** Programs that would lock in its place, or beside it. */
const otherLockers = ['light-locker', 'xscreensaver', 'gnome-screensaver', 'mate-screensaver', 'xss-lock'];

interface Property {
  value: string;
  fixed: boolean;
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
const onlyRoot = (tag: string) => attribute(tag, 'unlocked')?.trim() === 'root';

/** Every property by its path, as xfconf writes its channels. Comments say nothing. */
export function parseChannel(text: string): Map<string, Property> {
  const found = new Map<string, Property>();
  // xfconfd takes nothing from a file that is not whole.
  if (!/<\/channel>\s*$/.test(text)) return found;
  const path: string[] = [];
  let all = false;
  for (const [tag] of text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<\/?[a-z][^<>]*>/g)) {
    if (tag.startsWith('<channel')) all = onlyRoot(tag);
    if (tag === '</property>') path.pop();
    if (!/^<property\s/.test(tag)) continue;
    const whole = `/${[...path, attribute(tag, 'name') ?? ''].join('/')}`;
    const value = attribute(tag, 'value');
    if (value !== undefined) found.set(whole, { value, fixed: all || onlyRoot(tag) });
    if (!tag.endsWith('/>')) path.push(attribute(tag, 'name') ?? '');
  }
  return found;
}

/** Null where it is not its own screensaver that locks, or what does could not be seen. */
async function ownLocker(machine: Machine): Promise<true | null> {
  const programs = await namesIn(machine, '/usr/bin');
  if (programs?.includes('xfce4-screensaver') !== true) return null;
  return otherLockers.some(one => programs.includes(one)) ? null : true;
}

/** Folders that some systems name before /etc/xdg: what lies there goes before everything of ours. */
async function overruled(machine: Machine): Promise<boolean | null> {
  const names = await namesIn(machine, '/etc/xdg');
  if (names === null) return null;
  const others = names.filter(name => name.startsWith('xdg-'));
  const texts = await Promise.all(others.map(name => textOf(machine, `/etc/xdg/${name}/${channel}`, 65_536)));
  return texts.includes(null) ? null : texts.some(text => text !== undefined);
}

const asBoolean = (value: string) => (value === 'true' ? true : value === 'false' ? false : null);
const asMinutes = (value: string) => (/^\d{1,6}$/.test(value) ? Number(value) * 60 : null);

export async function observeXfce(machine: Machine): Promise<Desktop> {
  const nothing = { lockEnabled: null, idleSeconds: null, delaySeconds: null, fixed: null };
  const base = { name: 'Xfce', understood: true } as const;
  if ((await ownLocker(machine)) === null)
    return {
      ...base,
      understood: false,
      ...nothing,
      detail: 'another program than its own screensaver locks',
    };
  const [text, others] = await Promise.all([textOf(machine, xfcePath, 65_536), overruled(machine)]);
  if (text === null || others === null)
    return { ...base, ...nothing, detail: 'the settings for everybody could not be read' };
  const set = parseChannel(text ?? '');
  const value = (path: string) => set.get(path)?.value ?? defaults[path] ?? '';
  const on = switches.map(path => asBoolean(value(path)));
  const asleep = set.get(wake);
  return {
    ...base,
    lockEnabled: on.includes(false) ? false : on.includes(null) ? null : true,
    idleSeconds: asMinutes(value('/saver/idle-activation/delay')),
    delaySeconds: asMinutes(value('/lock/saver-activation/delay')),
    fixed: !others && Object.keys(defaults).every(path => set.get(path)?.fixed === true),
    passwordOnWake: asleep?.fixed === true && !others ? asBoolean(asleep.value) : null,
    detail: others ? 'a folder below /etc/xdg sets it otherwise' : null,
  };
}

type Asked = Pick<Policy, 'afterMinutes' | 'signOutAfterMinutes'>;

const property = (depth: number, name: string, type: string, value?: string | number, inner = '') => {
  const margin = '  '.repeat(depth);
  const rest = value === undefined ? '' : ` value="${value}" unlocked="root"`;
  const end = inner === '' ? '/>' : `>\n${inner}${margin}</property>`;
  return `${margin}<property name="${name}" type="${type}"${rest}${end}\n`;
};

export function channelText({ afterMinutes, signOutAfterMinutes }: Asked): string {
  const saver =
    property(2, 'enabled', 'bool', 'true') +
    property(
      2,
      'idle-activation',
      'empty',
      undefined,
      property(3, 'enabled', 'bool', 'true') + property(3, 'delay', 'int', afterMinutes),
    );
  const signOut =
    property(3, 'enabled', 'bool', 'true') + property(3, 'delay', 'int', signOutAfterMinutes ?? 0);
  const lock =
    property(2, 'enabled', 'bool', 'true') +
    property(
      2,
      'saver-activation',
      'empty',
      undefined,
      property(3, 'enabled', 'bool', 'true') + property(3, 'delay', 'int', 0),
    ) +
    property(2, 'sleep-activation', 'bool', 'true') +
    (signOutAfterMinutes === null ? '' : property(2, 'logout', 'empty', undefined, signOut));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${mark}\n<channel name="xfce4-screensaver" version="1.0">\n${property(1, 'saver', 'empty', undefined, saver)}${property(1, 'lock', 'empty', undefined, lock)}</channel>\n`;
}

/** What to write; a sentence why nothing. Throws ProbeError when it could not be seen what is there. */
export async function planXfce(machine: Machine, asked: Asked): Promise<Wanted | string> {
  if ((await ownLocker(machine)) === null)
    return 'Xfce: only its own screensaver can be set for everybody; install xfce4-screensaver and remove other lockers.';
  const [text, others] = await Promise.all([textOf(machine, xfcePath, 65_536), overruled(machine)]);
  if (text === null || others === null)
    throw new ProbeError('probe_failed', `${xfcePath} could not be read`, source);
  if (others) return 'Xfce: a folder below /etc/xdg sets its screensaver already; remove the file there.';
  if (text !== undefined && !text.includes(mark))
    return `Xfce: ${xfcePath} is somebody else’s; remove it so that Caretaker can set the lock.`;
  return {
    setting: { kind: 'file', path: xfcePath },
    value: { kind: 'file', text: channelText(asked), mode: 0o644 },
  };
}
