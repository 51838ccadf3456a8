/** Why a system cannot say something of a control. A cell that nothing shows needs one of these, or a test. */
import type { System } from './hooks.ts';

type Where = System | 'windows and macos' | 'linux and windows' | 'linux and macos' | 'every system';
type Why = [control: string, reason: string, where: Where, why: string];

const noAutorun = 'a Mac opens nothing by itself';
const sameCode = 'the same look for every system (looking.ts), shown on Linux';
const oneScreen = 'this system always has a desktop, of one kind';
const aptOnly = 'its maker alone brings updates there: no lists of packages, no half-installed ones';
const noDaemon = 'no daemon decides about sticks there, and nobody adds rules to it';

const whys: Why[] = [
  ['antivirus', 'no_antivirus', 'windows', 'a list without a row proves nothing there: `not_answering`'],
  ['antivirus', 'no_antivirus', 'macos', 'every Mac has XProtect'],
  ['antivirus', 'search_incomplete', 'windows', 'the list of Windows Security is whole or not there'],
  ['antivirus', 'search_incomplete', 'macos', 'XProtect is always found and judged'],
  [
    'antivirus',
    'not_running',
    'macos',
    'XProtect has no service that could stop; others cannot be asked yet',
  ],
  ['antivirus', 'no_signatures', 'macos', 'XProtect is its list'],
  [
    'antivirus',
    'signatures_reported_old',
    'linux and macos',
    'only Windows Security tells that without a date',
  ],
  [
    'antivirus',
    'signatures_not_checked',
    'linux and windows',
    'only of XProtect, whose maker brings lists now and then',
  ],
  ['autorun', 'no_autorun_here', 'linux and windows', 'these systems can open what is plugged in'],
  ['autorun', 'can_be_changed', 'windows', 'the computer’s setting wins over people’s own'],
  ['autorun', 'no_desktop', 'windows', oneScreen],
  ['autorun', '*', 'macos', noAutorun],
  ['idle-lock', 'no_desktop', 'windows and macos', oneScreen],
  ['idle-lock', 'desktop_not_recognised', 'windows and macos', oneScreen],
  ['idle-lock', 'desktop_not_understood', 'windows and macos', oneScreen],
  [
    'local-accounts',
    'password_not_required',
    'linux and macos',
    'only Windows can let an account be without one',
  ],
  ['local-accounts', 'no_password', 'windows and macos', 'whether a password is empty cannot be seen there'],
  ['os-updates', 'packages_broken', 'windows and macos', aptOnly],
  ['os-updates', 'no_security_source', 'windows and macos', aptOnly],
  ['removable-media', 'daemon_stopped', 'windows and macos', noDaemon],
  ['removable-media', 'desktop_admits', 'windows and macos', noDaemon],
  ['removable-media', 'other_rules_admit', 'windows and macos', noDaemon],
  ['removable-media', 'people_may_admit', 'windows and macos', noDaemon],
  ['approved-software', 'trust_not_kept', 'windows and macos', 'only fapolicyd keeps a list of trust'],
  ['required-software', '*', 'windows and macos', sameCode],
  ['unwanted-software', '*', 'windows and macos', sameCode],
  [
    'password-policy',
    'expiry_advised_against',
    'every system',
    'never a state of its own: it stands beside a finding, as what national advice says',
  ],
  ['*', 'unsupported', 'every system', 'it has hands there; said only of a system that nobody knows'],
];

const isAny = (form: string, text: string) => form === '*' || form === text;

export function whyEmpty(control: string, reason: string, system: System): string | undefined {
  return whys.find(
    ([ofControl, ofReason, where]) =>
      isAny(ofControl, control) &&
      isAny(ofReason, reason) &&
      (where === 'every system' || where.split(' and ').includes(system)),
  )?.[3];
}

/**
 * Where a spoiled answer may make *met* of something else, and why that is true: the number is the answer, or a look that
 * only adds to what was already seen is missing.
 */
export const mayBecomeMet: { kind: 'met_when_cut' | 'met_by_number'; at: string; why: string }[] = [
  {
    kind: 'met_by_number',
    at: 'idle-lock macos stat',
    why: 'the number is the person at the screen; 0 is nobody',
  },
  {
    kind: 'met_by_number',
    at: 'removable-media macos system_profiler',
    why: 'the number says whether what is plugged in is a stick',
  },
  {
    kind: 'met_by_number',
    at: 'required-software linux dpkg-query',
    why: 'a version may be as high as its maker likes',
  },
  {
    kind: 'met_by_number',
    at: 'removable-media macos diskutil',
    why: 'the number says whether what is plugged in is a stick',
  },
  ...(['met_when_cut', 'met_by_number'] as const).flatMap(kind => [
    {
      kind,
      at: 'idle-lock linux loginctl',
      why: 'who is signed in is looked at beside the settings; without it they alone count',
    },
    {
      kind,
      at: 'idle-lock macos ioreg',
      why: 'whether the screen is open now is looked at beside the settings; without it they alone count',
    },
    {
      kind,
      at: 'removable-media linux usbguard',
      why: 'a list of rules without an end: the runner says when it was cut, and then it is a failed look',
    },
  ]),
];
