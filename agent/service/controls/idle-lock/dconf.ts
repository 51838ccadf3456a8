/**
 * GNOME's, Cinnamon's and MATE's lock settings for everybody: a dconf database of ours, locked, and the profile that makes sessions read it.
 * A profile that is there keeps every line; ours comes last, where its locks count for all that stands above. Whoever
 * is signed in reads a changed profile at the next sign-in. A session that was started with DCONF_PROFILE set reads
 * another one: nothing here can prove that nobody does, so the guard watches what sessions really do.
 */

import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Step, Wanted } from '../plan.ts';
import { type DconfDesktop, keysOf, pathOf } from './dconf-keys.ts';

const database = 'caretaker';
const databases = '/etc/dconf/db';
export const profilePath = '/etc/dconf/profile/user';
const ownLine = `system-db:${database}`;
/** dconf's own search, after /etc; the first that is there is what sessions have read until now. */
const shippedProfiles = ['/usr/local/share/dconf/profile/user', '/usr/share/dconf/profile/user'];
const withoutProfile = 'user-db:user\n';

type Asked = Pick<Policy, 'afterMinutes' | 'secureData' | 'signOutAfterMinutes'>;

/** As dconf writes values. */
export type KeyValue = [key: string, value: string];

/** A key that this desktop does not know does nothing. */
export function lockKeyValues(desktop: DconfDesktop, asked: Asked): KeyValue[] {
  const { idle, delay, on, forbidden, wake, unit, type, signOut } = keysOf(desktop);
  const { afterMinutes, secureData, signOutAfterMinutes } = asked;
  const time = (minutes: number) => `${type}${Math.floor((minutes * 60) / unit)}`;
  return [
    [pathOf(idle), time(afterMinutes)],
    ...on.map((one): KeyValue => [pathOf(one), 'true']),
    [pathOf(delay), time(0)],
    [pathOf(forbidden), 'false'],
    ...(secureData ? [[pathOf(wake), 'true'] as KeyValue] : []),
    ...(signOut && signOutAfterMinutes !== null
      ? ([
          [pathOf(signOut.on), 'true'],
          [pathOf(signOut.after), time(signOutAfterMinutes)],
        ] as KeyValue[])
      : []),
  ];
}

/** The file that dconf compiles from our folder. */
const compiled = [databases, '-maxdepth', '1', '-type', 'f', '-name', database];

/**
 * dconf compiles with the service's own mask, by which people could not read it. And it leaves what it compiled before
 * from a folder that is gone: that is taken away, so that nothing of ours stays when everything is put back.
 */
const then: readonly Step[] = [
  { command: 'dconf', args: ['update'] },
  { command: 'find', args: [...compiled, '-execdir', 'chmod', '0644', '{}', ';'] },
  {
    command: 'find',
    args: [...compiled, '!', '-execdir', 'test', '-e', `${database}.d`, ';', '-delete'],
  },
];

const broken = (path: string) => new ProbeError('probe_failed', `${path} could not be read`, 'dconf');

/** What sessions read now. Throws ProbeError. */
async function profileNow(machine: Machine): Promise<string> {
  for (const path of [profilePath, ...shippedProfiles]) {
    const text = await textOf(machine, path, 65_536);
    if (text === null) throw broken(path);
    if (text !== undefined) return text;
  }
  return withoutProfile;
}

const sourcesOf = (profile: string) =>
  profile
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim())
    .filter(line => line !== '');

/** The same profile with our database as its last. Its first must stay the person's own, or nobody could set anything. */
export function profileWith(profile: string): string {
  const sources = sourcesOf(profile);
  const begun = profile === '' || profile.endsWith('\n') ? profile : `${profile}\n`;
  if (sources.includes(ownLine)) return begun;
  return `${begun}${sources.length === 0 ? withoutProfile : ''}${ownLine}\n`;
}

/** Keys that another manager has locked, in a database that the profile names. Throws ProbeError. */
async function lockedByOthers(machine: Machine, profile: string): Promise<string[]> {
  const others = sourcesOf(profile).flatMap(line => {
    const name = /^system-db:([\w.-]{1,80})$/.exec(line)?.[1];
    return name === undefined || name === database ? [] : [name];
  });
  const locked: string[] = [];
  for (const name of others) {
    const folder = `${databases}/${name}.d/locks`;
    const files = await namesIn(machine, folder);
    if (files === null) throw broken(folder);
    for (const file of files) {
      const text = await textOf(machine, `${folder}/${file}`, 65_536);
      if (text === null) throw broken(`${folder}/${file}`);
      locked.push(...(text ?? '').split('\n').map(line => line.trim()));
    }
  }
  return locked;
}

export interface DconfPlan {
  wanted: Wanted[];
  /** How much of each desktop's settings another manager holds. */
  elsewhere: Map<string, 'all' | 'some' | 'none'>;
  /** The program that compiles the settings is missing, and they are not there already. */
  toolMissing: boolean;
}

const file = (path: string, text: string): Wanted => ({
  setting: { kind: 'file', path },
  value: { kind: 'file', text, mode: 0o644 },
  then,
});

function keyFile(own: readonly KeyValue[]): string {
  const groups = new Map<string, string[]>();
  for (const [path, value] of own) {
    const cut = path.lastIndexOf('/');
    const group = path.slice(1, cut);
    groups.set(group, [...(groups.get(group) ?? []), `${path.slice(cut + 1)}=${value}`]);
  }
  return [...groups].map(([group, lines]) => `[${group}]\n${lines.join('\n')}\n`).join('\n');
}

/** `asked`: by the desktop's name, what is to be so for everybody. Throws ProbeError when it could not be seen what is there. */
export async function planDconf(
  machine: Machine,
  asked: ReadonlyMap<string, readonly KeyValue[]>,
): Promise<DconfPlan> {
  const profile = await profileNow(machine);
  const locks = await lockedByOthers(machine, profile);
  const isFree = ([key]: KeyValue) =>
    !locks.some(lock => lock === key || (lock.endsWith('/') && key.startsWith(lock)));
  const own = [...asked].map(([desktop, all]) => ({ desktop, all, free: all.filter(isFree) }));
  const elsewhere: DconfPlan['elsewhere'] = new Map(
    own.map(({ desktop, all, free }) => [
      desktop,
      free.length === 0 ? 'all' : free.length < all.length ? 'some' : 'none',
    ]),
  );
  const free = own.flatMap(one => one.free);
  const programs = await namesIn(machine, '/usr/bin');
  const toolMissing = programs?.includes('dconf') !== true && !sourcesOf(profile).includes(ownLine);
  if (free.length === 0 || toolMissing) return { wanted: [], elsewhere, toolMissing };
  const folder = `${databases}/${database}.d`;
  const wanted = [
    file(`${folder}/00-idle-lock`, keyFile(free)),
    file(`${folder}/locks/00-idle-lock`, free.map(([key]) => `${key}\n`).join('')),
    file(profilePath, profileWith(profile)),
  ];
  return { wanted, elsewhere, toolMissing };
}
