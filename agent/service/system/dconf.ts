/**
 * System-wide settings of GNOME and its relations, locked against change, for controls that share one machine with
 * others. The profile that people's sessions read is one setting, which only one control can hold: idle-lock does,
 * in /etc. So here it is never touched there: where it names a system database, that one is used, and where there is
 * none, a profile goes to /usr/local, which counts exactly as long as there is none in /etc.
 */
import type { Machine } from '../controls/control.ts';
import type { Step, Wanted } from '../controls/plan.ts';
import { textOf } from './presence.ts';

const own = 'caretaker';
const databases = '/etc/dconf/db';
const profilePath = '/etc/dconf/profile/user';
const localPath = '/usr/local/share/dconf/profile/user';
const shippedPath = '/usr/share/dconf/profile/user';

/** `{ 'org/gnome/desktop/privacy': { 'usb-protection': 'false' } }`; values as GVariant writes them. */
export type DconfKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** dconf compiles with the service's own mask, and leaves what it compiled from a folder that is gone. */
function compiling(database: string): readonly Step[] {
  const compiled = [databases, '-maxdepth', '1', '-type', 'f', '-name', database];
  const gone = ['!', '-execdir', 'test', '-e', `${database}.d`, ';', '-delete'];
  return [
    { command: 'dconf', args: ['update'] },
    { command: 'find', args: [...compiled, '-execdir', 'chmod', '0644', '{}', ';'] },
    { command: 'find', args: [...compiled, ...gone] },
  ];
}

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

const databasesIn = (profile: string) =>
  [...profile.matchAll(/^\s*system-db:([\w.-]{1,80})\s*(?:#.*)?$/gm)].map(([, name]) => name ?? '');

/** Where the sign-in screen of GNOME reads its settings from: a profile of its own, which no other control holds. */
const gdmProfilePath = '/etc/dconf/profile/gdm';
const shippedGdmPath = '/usr/share/dconf/profile/gdm';
const gdmOwn = 'caretaker-gdm';
/** As GNOME's guide for administrators writes it, for a system that ships none. */
const usualGdm = 'user-db:user\nfile-db:/usr/share/gdm/greeter-dconf-defaults\n';

/** The profile that GNOME's sign-in screen reads; null when that could not be seen. */
export async function gdmProfile(machine: Machine): Promise<{ text: string; inEtc: boolean } | null> {
  const found = await textOf(machine, gdmProfilePath, 64 * 1024);
  if (found === null) return null;
  if (found !== undefined) return { text: found, inEtc: true };
  const shipped = await textOf(machine, shippedGdmPath, 64 * 1024);
  return shipped === null ? null : { text: shipped ?? usualGdm, inEtc: false };
}

/** Its system databases, the one that counts first, as dconf compiled them. */
export const compiledFor = (profile: string) => databasesIn(profile).map(name => `${databases}/${name}`);

/**
 * The same for the sign-in screen of GNOME; nothing where its profile could not be read. Where the profile in force
 * names a system database that one is used; otherwise a profile with ours in it goes to /etc, and away again at the end.
 */
export async function setForGdm(machine: Machine, control: string, keys: DconfKeys): Promise<Wanted[]> {
  const profile = await gdmProfile(machine);
  if (profile === null) return [];
  // The first named wins, so ours goes where there is none, before every file of defaults.
  const [theirs] = databasesIn(profile.text).filter(name => name !== gdmOwn);
  const name = theirs ?? gdmOwn;
  const file = (path: string, text: string): Wanted => ({
    setting: { kind: 'file', path },
    value: { kind: 'file', text, mode: 0o644 },
    then: compiling(name),
  });
  const lines = profile.text.split('\n').filter(line => line.trim() !== `system-db:${gdmOwn}`);
  const after = lines.findIndex(line => line.startsWith('user-db:')) + 1;
  const withOurs = lines.toSpliced(after, 0, `system-db:${gdmOwn}`).join('\n');
  return [
    file(`${databases}/${name}.d/90-caretaker-${control}`, keyFile(keys)),
    file(`${databases}/${name}.d/locks/90-caretaker-${control}`, locks(keys)),
    ...(theirs === undefined ? [file(gdmProfilePath, withOurs)] : []),
  ];
}

/** A text as GVariant writes it. */
export const dconfText = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Which database to write to, and the profile that makes it count where one is needed. Null: no way without touching /etc. */
async function databaseOf(
  machine: Machine,
  then: readonly Step[],
): Promise<{ name: string; wanted: Wanted[] } | null> {
  const profile = await textOf(machine, profilePath, 64 * 1024);
  if (profile === null) return null;
  if (profile !== undefined) {
    const names = databasesIn(profile);
    const name = names.includes(own) ? own : names.at(-1);
    return name === undefined ? null : { name, wanted: [] };
  }
  const base = (await textOf(machine, shippedPath, 64 * 1024)) ?? 'user-db:user\n';
  const text = `${base}${base.endsWith('\n') ? '' : '\n'}system-db:${own}\n`;
  const value = { kind: 'file', text, mode: 0o644 } as const;
  return { name: own, wanted: [{ setting: { kind: 'file', path: localPath }, value, then }] };
}

/** What to set so that nobody's session can have it otherwise; nothing where that cannot be. `control` is its key. */
export async function lockedInDconf(machine: Machine, control: string, keys: DconfKeys): Promise<Wanted[]> {
  const database = await databaseOf(machine, compiling(own));
  if (database === null) return [];
  const folder = `${databases}/${database.name}.d`;
  const file = (path: string, text: string): Wanted => ({
    setting: { kind: 'file', path },
    value: { kind: 'file', text, mode: 0o644 },
    then: compiling(database.name),
  });
  return [
    file(`${folder}/90-caretaker-${control}`, keyFile(keys)),
    file(`${folder}/locks/90-caretaker-${control}`, locks(keys)),
    ...database.wanted,
  ];
}
