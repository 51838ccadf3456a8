/**
 * System-wide settings of GNOME and its relations, locked against change: one database for all of Caretaker's controls,
 * one file in it for each, and the profile that makes the database count. The profile is one setting that only one
 * control can hold, so the first that needs it takes it, and another takes it over when it is gone.
 */
import type { Machine } from '../controls/control.ts';
import type { Wanted } from '../controls/plan.ts';
import { textOf } from './presence.ts';

const database = 'caretaker';
const profiles = ['/etc/dconf/profile/user', '/usr/share/dconf/profile/user'] as const;
const line = `system-db:${database}`;
const update = { command: 'dconf', args: ['update'] } as const;

/** `{ 'org/gnome/desktop/privacy': { 'usb-protection': 'false' } }`; values as GVariant writes them. */
export type DconfKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

const keyFile = (keys: DconfKeys) =>
  Object.entries(keys)
    .map(([folder, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key}=${value}\n`);
      return `[${folder}]\n${lines.join('')}`;
    })
    .join('\n');

const locks = (keys: DconfKeys) =>
  Object.entries(keys)
    .flatMap(([folder, values]) => Object.keys(values).map(key => `/${folder}/${key}\n`))
    .join('');

async function profileOf(machine: Machine, control: string): Promise<Wanted[]> {
  const name = 'dconf.profile-of';
  const [own, shipped] = await Promise.all(profiles.map(path => textOf(machine, path, 64 * 1024)));
  const has = (own ?? '').split('\n').some(one => one.trim() === line);
  const holder = await machine.memory.get(name);
  if (has && holder !== control) return [];
  if (holder !== control) await machine.memory.set(name, control);
  const base = own ?? shipped ?? 'user-db:user\n';
  const text = has ? base : `${base}${base.endsWith('\n') ? '' : '\n'}${line}\n`;
  const value = { kind: 'file', text, mode: 0o644 } as const;
  return [{ setting: { kind: 'file', path: profiles[0] }, value, then: [update] }];
}

/** What to set so that nobody's session can have it otherwise. `control` is the control's key. */
export async function lockedInDconf(machine: Machine, control: string, keys: DconfKeys): Promise<Wanted[]> {
  const folder = `/etc/dconf/db/${database}.d`;
  const file = (path: string, text: string): Wanted => ({
    setting: { kind: 'file', path },
    value: { kind: 'file', text, mode: 0o644 },
    then: [update],
  });
  return [
    ...(await profileOf(machine, control)),
    file(`${folder}/${control}`, keyFile(keys)),
    file(`${folder}/locks/${control}`, locks(keys)),
  ];
}
