/**
 * What AppLocker would do with a program under a policy, read from the very XML that it would be given: a program is
 * denied by any rule that denies it, then let run by any that allows it, and otherwise denied. The candidate is tried on
 * what must always run before it is written: Windows' own programs, the protected list, and what was seen here.
 */
import { decide } from '../../../../../shared/controls/approved-software/decide.ts';
import type { Policy } from '../../../../../shared/controls/approved-software/policy.ts';
import {
  type PathClass,
  type Program,
  programLabel,
} from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs, protectedList } from '../../../../../shared/controls/approved-software/protected.ts';
import type { Collection, Condition, PolicyRule } from './parse-policy.ts';

/** A program at a whole path, started by somebody who is no administrator. */
export interface Started {
  path: string;
  publisher: string | null;
  product: string | null;
  /** SHA-256 as AppLocker reckons it, 64 small letters. */
  hash: string | null;
}

const everyone = 'S-1-1-0';

/** Each word of AppLocker's for a folder, as it lies on a usual computer; E: is whatever is plugged in. */
const words: readonly [string, readonly string[]][] = [
  ['%SYSTEM32%', ['C:\\Windows\\System32', 'C:\\Windows\\SysWOW64']],
  ['%WINDIR%', ['C:\\Windows']],
  ['%PROGRAMFILES%', ['C:\\Program Files', 'C:\\Program Files (x86)']],
  ['%OSDRIVE%', ['C:']],
  ['%REMOVABLE%', ['E:']],
  ['%HOT%', ['E:']],
];

function spelled(path: string): string[] {
  const found = words.find(([word]) => path.toUpperCase().startsWith(word));
  return found === undefined ? [path] : found[1].map(folder => `${folder}${path.slice(found[0].length)}`);
}

/** `*` is any text, `?` any one letter, in capitals or small. */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}

const named = (pattern: string, name: string | null) =>
  pattern === '*' || (name !== null && fits(pattern, name));

function holds(condition: Condition, started: Started): boolean {
  if (condition.by === 'path') return spelled(condition.path).some(one => fits(one, started.path));
  if (condition.by === 'hash') return condition.hashes.includes(`0x${started.hash}`);
  const { publisher, product } = condition;
  return started.publisher !== null && named(publisher, started.publisher) && named(product, started.product);
}

const isFor = ({ sid }: PolicyRule) => sid === everyone;
const matches = (rule: PolicyRule, started: Started) =>
  isFor(rule) &&
  rule.conditions.some(one => holds(one, started)) &&
  !rule.exceptions.some(one => holds(one, started));

/** Whether it runs, were the policy enforced. A collection without rules stops nothing. */
export function wouldRun(policy: readonly Collection[], started: Started, type = 'Exe'): boolean {
  const rules = policy.find(one => one.type === type)?.rules ?? [];
  if (rules.length === 0) return true;
  const found = rules.filter(rule => matches(rule, started));
  return !found.some(({ action }) => action === 'Deny') && found.some(({ action }) => action === 'Allow');
}

const microsoft = 'O=MICROSOFT CORPORATION, L=REDMOND, S=WASHINGTON, C=US';
const ofWindows = (path: string): Started => ({
  path: `C:\\Windows\\${path}`,
  publisher: microsoft,
  product: 'MICROSOFT® WINDOWS® OPERATING SYSTEM',
  hash: null,
});

/** Without these nobody signs in, sees a desktop, locks it, or mends anything: names of files of Windows 10 and 11. */
const system32 = [
  ...['smss', 'csrss', 'wininit', 'winlogon', 'services', 'lsass', 'svchost', 'userinit', 'LogonUI', 'dwm'],
  ...['sihost', 'taskhostw', 'ctfmon', 'fontdrvhost', 'RuntimeBroker', 'dllhost', 'conhost', 'rundll32'],
  ...['LockApp', 'LockScreenContentServer', 'scrnsave.scr', 'tsdiscon', 'CredentialUIBroker', 'consent'],
  ...[
    'cmd',
    'WindowsPowerShell\\v1.0\\powershell',
    'mmc',
    'msiexec',
    'Taskmgr',
    'control',
    'SystemSettingsBroker',
  ],
  ...['Utilman', 'osk', 'Narrator', 'Magnify', 'AtBroker', 'sethc', 'DisplaySwitch', 'WUDFHost', 'spoolsv'],
  ...['wuauclt', 'usoclient', 'MusNotification', 'SecurityHealthSystray', 'SecurityHealthService', 'MRT'],
  ...['BitLockerWizardElev', 'ApplicationFrameHost', 'SearchIndexer', 'smartscreen', 'audiodg', 'wermgr'],
];
const besides = [
  ...['explorer.exe', 'regedit.exe', 'notepad.exe', 'hh.exe', 'ImmersiveControlPanel\\SystemSettings.exe'],
  ...['SysWOW64\\cmd.exe', 'SysWOW64\\rundll32.exe', 'SysWOW64\\msiexec.exe', 'SysWOW64\\explorer.exe'],
  'SystemApps\\Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy\\StartMenuExperienceHost.exe',
  'SystemApps\\Microsoft.LockApp_cw5n1h2txyewy\\LockApp.exe',
  'SystemApps\\ShellExperienceHost_cw5n1h2txyewy\\ShellExperienceHost.exe',
  'servicing\\TrustedInstaller.exe',
];
export const windowsOwn: readonly Started[] = [
  ...system32.map(name => ofWindows(`System32\\${/\.\w{3}$/.test(name) ? name : `${name}.exe`}`)),
  ...besides.map(ofWindows),
];

const folders: Partial<Record<PathClass, string>> = {
  windows: 'C:\\Windows\\System32',
  program_files: 'C:\\Program Files\\Vendor',
  removable: 'E:\\tools',
};

/** Somewhere in a place of its kind. */
export const startedFrom = ({ publisher, product, hash, pathClass }: Program): Started => ({
  path: `${folders[pathClass] ?? 'C:\\Users\\somebody\\Downloads'}\\program.exe`,
  ...{ publisher, product, hash },
});

/** Everything of the protected list that a signature can name, as it is usually installed. */
const protectedPrograms: readonly Program[] = protectedList.flatMap(
  ({ publishers = [], products = ['ANY'] }) =>
    publishers.flatMap(name =>
      products.map(
        (product): Program => ({
          publisher: `O=${name.toUpperCase()}, C=GB`,
          product: product.toUpperCase(),
          ...{ package: null, hash: null, pathClass: 'program_files', stopped: 'no' },
        }),
      ),
    ),
);

export interface Tried {
  /** What must always run and would not, for a person. */
  vital: string[];
  /** What the catalogue allows, was seen here, and would not run. */
  allowed: string[];
}

/** `known` are programs that were seen on this computer. */
export function tryOut(
  collections: readonly Collection[],
  policy: Pick<Policy, 'rules'>,
  known: readonly Program[],
): Tried {
  const own = windowsOwn.filter(one => !wouldRun(collections, one)).map(({ path }) => path);
  const denied = [...protectedPrograms, ...known].filter(
    one => decide(policy, one, 'windows').allowed && !wouldRun(collections, startedFrom(one)),
  );
  const apps = wouldRun(collections, { ...ofWindows(''), product: null }, 'Appx')
    ? []
    : ['every packaged app'];
  return {
    vital: [...own, ...apps, ...denied.filter(one => protectedAs(one) !== null).map(programLabel)],
    allowed: denied.filter(one => protectedAs(one) === null).map(programLabel),
  };
}
