/**
 * Firefox has no setting that refuses programs by what they are; its `WebsiteFilter` refuses addresses, also behind a
 * redirection and for "save link as". So what it keeps out is what is called like a program, and no more is claimed.
 */
import * as z from 'zod';
import type { Browser } from '../../../../shared/controls/approved-software/observation.ts';
import type { System } from '../../../../shared/controls/approved-software/program.ts';
import { textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import type { Wanted } from '../plan.ts';

const endings = [
  ...['exe', 'msi', 'msix', 'appx', 'bat', 'cmd', 'ps1', 'vbs', 'scr', 'jar', 'dmg', 'pkg', 'mpkg'],
  ...['deb', 'rpm', 'appimage', 'run', 'snap', 'flatpak', 'flatpakref'],
];
/** A pattern is held against the path with what follows its question mark. */
export const refusedAddresses: readonly string[] = endings.flatMap(ending => [
  `*://*/*.${ending}`,
  `*://*/*.${ending}?*`,
]);

/** As one value of the registry. */
export const refusedAddressesLine = JSON.stringify({ Block: refusedAddresses });

/** What programs are called on each system; a filter without these keeps nothing out there. */
const usual: Record<System, readonly string[]> = {
  windows: ['exe', 'msi'],
  macos: ['dmg', 'pkg'],
  linux: ['deb', 'appimage'],
};

const list = z.array(z.string().max(2000)).max(1000);
export const websiteFilter = z.object({ Block: list.nullish(), Exceptions: list.nullish() });

const everything = /^(<all_urls>|\*:\/\/\*\/\*)$/;
const anywhere = /^(<all_urls>|\*:\/\/\*\/)/;

/** `filter` is the policy as it was read; undefined or null where there is none. */
export function firefoxRefuses(filter: unknown, system: System): Browser['refuses'] {
  if (filter === undefined || filter === null) return 'nothing';
  const read = websiteFilter.safeParse(filter);
  if (!read.success) return 'not_understood';
  const block = new Set((read.data.Block ?? []).map(one => one.toLowerCase()));
  const refuses =
    [...block].some(one => everything.test(one)) ||
    usual[system].every(ending => block.has(`*://*/*.${ending}`));
  if (!refuses) return 'nothing';
  return (read.data.Exceptions ?? []).some(one => anywhere.test(one)) ? 'not_understood' : 'by_address';
}

/** The first of these that is there counts, and the others do not. */
const policyFiles = [
  '/etc/firefox/policies/policies.json',
  ...['firefox-esr', 'firefox'].flatMap(name => [
    `/usr/lib/${name}/distribution/policies.json`,
    `/usr/lib64/${name}/distribution/policies.json`,
    `/opt/${name}/distribution/policies.json`,
  ]),
] as const;

const policies = z.object({ policies: z.looseObject({ WebsiteFilter: z.unknown() }).optional() });

export async function firefoxOnLinux(machine: Machine): Promise<Browser['refuses']> {
  for (const path of policyFiles) {
    const text = await textOf(machine, path, 256 * 1024);
    if (text === null) return 'not_understood';
    if (text === undefined) continue;
    try {
      return firefoxRefuses(policies.parse(JSON.parse(text)).policies?.WebsiteFilter, 'linux');
    } catch {
      return 'not_understood';
    }
  }
  return 'nothing';
}

const text = `${JSON.stringify({ policies: { WebsiteFilter: { Block: refusedAddresses } } }, null, 2)}\n`;

/** One file holds every policy of Firefox: where anybody else wrote one, theirs is left alone. */
export async function firefoxPlan(machine: Machine): Promise<Wanted[]> {
  const [own, ...others] = policyFiles;
  const there = await Promise.all(policyFiles.map(path => textOf(machine, path, 256 * 1024)));
  const isFree = there[0] === undefined || there[0] === text;
  if (!isFree || others.some((_path, at) => there[at + 1] !== undefined)) return [];
  return [{ setting: { kind: 'file', path: own }, value: { kind: 'file', text, mode: 0o644 } }];
}
