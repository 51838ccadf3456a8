/**
 * Xfce's settings for everybody: a file for each channel of xfconf, below /etc/xdg. A property that is marked
 * `unlocked="root"` is nobody else's to change; `locked="*"` does not hold (both tried with xfconfd 4.18).
 */
import type { Machine } from '../controls/control.ts';
import type { Wanted } from '../controls/plan.ts';
import { namesIn, textOf } from './presence.ts';

const mark = '<!-- Written by Caretaker: lines of your own are lost. -->';
const mostBytes = 65_536;
const fileOf = (channel: string) => `xfce4/xfconf/xfce-perchannel-xml/${channel}.xml`;
export const channelPath = (channel: string): string => `/etc/xdg/${fileOf(channel)}`;

export interface Property {
  type: string;
  /** As it stands in the file, escaped. */
  value: string;
  /** Root alone may change it. */
  fixed: boolean;
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
const onlyRoot = (tag: string) => attribute(tag, 'unlocked')?.trim() === 'root';

/** Every property that has a value, by its path. Comments say nothing, and xfconfd takes nothing from a file that is not whole. */
export function parseChannel(text: string): Map<string, Property> {
  const found = new Map<string, Property>();
  if (!/<\/channel>\s*$/.test(text)) return found;
  const path: string[] = [];
  let all = false;
  for (const [tag] of text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<\/?[a-z][^<>]*>/g)) {
    if (tag.startsWith('<channel')) all = onlyRoot(tag);
    if (tag === '</property>') path.pop();
    if (!/^<property\s/.test(tag)) continue;
    const name = attribute(tag, 'name') ?? '';
    const value = attribute(tag, 'value');
    if (value !== undefined)
      found.set(`/${[...path, name].join('/')}`, {
        ...{ type: attribute(tag, 'type') ?? '', value },
        fixed: all || onlyRoot(tag),
      });
    if (!tag.endsWith('/>')) path.push(name);
  }
  return found;
}

export interface Channel {
  /** Null: not to be read. */
  set: Map<string, Property> | null;
  /** Somebody else wrote the file. */
  theirs: boolean;
  /** It holds more than values each by itself (lists, a value with others below it), so it cannot be written anew. */
  hasMore: boolean;
  /** Some systems name folders of their own before /etc/xdg: what lies there goes before everything in it. */
  overruled: boolean;
}

/** What everybody starts with, and whether it is that. */
export async function readChannel(machine: Machine, channel: string): Promise<Channel> {
  const [text, names] = await Promise.all([
    textOf(machine, channelPath(channel), mostBytes),
    namesIn(machine, '/etc/xdg'),
  ]);
  const folders = (names ?? []).filter(name => name.startsWith('xdg-'));
  const others = await Promise.all(
    folders.map(name => textOf(machine, `/etc/xdg/${name}/${fileOf(channel)}`, mostBytes)),
  );
  const unread = text === null || names === null || others.includes(null);
  return {
    set: unread ? null : parseChannel(text ?? ''),
    theirs: typeof text === 'string' && !text.includes(mark),
    hasMore: typeof text === 'string' && holdsMore(text),
    overruled: others.some(one => typeof one === 'string'),
  };
}

function holdsMore(text: string): boolean {
  const paths = [...parseChannel(text).keys()];
  return /<value\b/.test(text) || paths.some(path => paths.some(other => other.startsWith(`${path}/`)));
}

type Values = Readonly<Record<string, boolean | number>>;

function lines(values: [path: string[], property: Property][], depth: number): string {
  const margin = '  '.repeat(depth);
  const byName = Map.groupBy(values, ([[name = '']]) => name);
  return [...byName]
    .map(([name, own]) => {
      const [leaf] = own;
      if (leaf !== undefined && own.length === 1 && leaf[0].length === 1) {
        const { type, value, fixed } = leaf[1];
        const only = fixed ? ' unlocked="root"' : '';
        return `${margin}<property name="${name}" type="${type}" value="${value}"${only}/>\n`;
      }
      const inner = own.map(([path, property]): [string[], Property] => [path.slice(1), property]);
      return `${margin}<property name="${name}" type="empty">\n${lines(inner, depth + 1)}${margin}</property>\n`;
    })
    .join('');
}

/** `{ '/lock/enabled': true }`: for everybody, and root's alone to change. What else is `kept` stays as it was. */
export function channelText(
  channel: string,
  values: Values,
  kept: ReadonlyMap<string, Property> = new Map(),
): string {
  const own = Object.entries(values).map(([path, value]): [string, Property] => [
    path,
    { type: typeof value === 'boolean' ? 'bool' : 'int', value: String(value), fixed: true },
  ]);
  const entries = [...new Map([...kept, ...own])].map(([path, property]): [string[], Property] => [
    path.split('/').slice(1),
    property,
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${mark}\n<channel name="${channel}" version="1.0">\n${lines(entries, 1)}</channel>\n`;
}

export const channelFile = (
  channel: string,
  values: Values,
  kept?: ReadonlyMap<string, Property>,
): Wanted => ({
  setting: { kind: 'file', path: channelPath(channel) },
  value: { kind: 'file', text: channelText(channel, values, kept), mode: 0o644 },
});

/** Why it is not ours to set, for a person; null when it is. */
export function whyNotSet(channel: string, { theirs, overruled }: Channel): string | null {
  if (overruled) return `a folder below /etc/xdg has a ${channel}.xml of its own; remove it there`;
  return theirs ? `${channelPath(channel)} is somebody else’s; remove it so that Caretaker can set it` : null;
}
