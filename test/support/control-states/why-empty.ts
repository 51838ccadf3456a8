/** Why a system cannot say something of a control. A cell that nothing shows needs one of these, or a test. */
import type { System } from './hooks.ts';

type Where = System | 'windows and macos' | 'linux and windows' | 'linux and macos' | 'every system';
type Why = [control: string, reason: string, where: Where, why: string];

const noAutorun = 'a Mac opens nothing by itself';
const sameCode = 'the same look for every system (looking.ts), shown on Linux';
const oneScreen = 'this system always has a desktop, of one kind';
const aptOnly = 'its maker alone brings updates there: no lists of packages, no half-installed ones';
const noDaemon = 'no daemon decides about sticks there, and nobody adds rules to it';

/** Several reasons of one control that a system cannot give, for one cause. */
const none = (control: string, reasons: string, where: Where, why: string): Why[] =>
  reasons.split(' ').map(reason => [control, reason, where, why]);
const noTool = 'files alone are read there, and no tool is asked';
const toolSays = 'a tool that refuses says so in words, not by a number: `probe_failed`';

const whys: Why[] = [
  ...none(
    'antivirus',
    'probe_failed probe_timed_out no_privilege tool_missing unrecognised_output',
    'linux',
    'what could not be asked is said of the product or of the search: `not_answering`, `search_incomplete`',
  ),
  ...none(
    'antivirus',
    'no_privilege tool_missing unrecognised_output',
    'macos',
    'in whichever way its tools fail, XProtect was not seen: `probe_failed`',
  ),
  ...none(
    'idle-lock',
    'probe_failed probe_timed_out no_privilege tool_missing unrecognised_output',
    'linux',
    'each desktop is read by itself: `desktop_not_recognised`, `setting_not_read`',
  ),
  ...none(
    'removable-media',
    'probe_timed_out no_privilege tool_missing unrecognised_output',
    'linux',
    'what is plugged in is read from the kernel’s own files (`probe_failed`); a barrier that does not answer was not seen',
  ),
  ...none(
    'autorun',
    'probe_timed_out no_privilege tool_missing unrecognised_output',
    'linux',
    'each desktop is read by itself: `not_understood`',
  ),
  ...none('local-accounts', 'probe_timed_out tool_missing', 'linux', noTool),
  ...none('password-policy', 'probe_timed_out tool_missing', 'linux', noTool),
  ...none(
    'power',
    'probe_timed_out tool_missing unrecognised_output',
    'linux',
    'without the journal only sudden power-offs are not known; all else is read from files',
  ),
  ...none(
    'firewall',
    'on lets_everything_in service_stopped not_in_force not_understood other_firewall_on other_firewall_not_understood',
    'macos',
    'one digit of the firewall that is in force: off, on, or on for all but the essential',
  ),
  ...none(
    'firewall',
    'service_stopped other_firewall_on other_firewall_not_understood',
    'linux',
    'the kernel’s own rules decide, whoever wrote them',
  ),
  ['firewall', 'not_in_force', 'windows', 'the store that is read is the one that is in force'],
  [
    'local-accounts',
    'accounts_in_order',
    'macos',
    'a Mac does not tell whether a password is empty: `not_seen` at best',
  ],
  ...none('disk-encryption', 'no_privilege', 'linux and macos', toolSays),
  ...none('os-updates', 'no_privilege', 'linux', toolSays),
  ...none('required-software', 'no_privilege', 'linux', toolSays),
  ...none('unwanted-software', 'no_privilege', 'linux', toolSays),
  ...none('firewall', 'no_privilege', 'macos', toolSays),
  ...none('approved-software', 'no_privilege', 'macos', toolSays),
  ...none('power', 'no_privilege', 'macos', toolSays),
  ...none('removable-media', 'no_privilege', 'macos', toolSays),
  [
    'disk-encryption',
    'suspended',
    'macos',
    'FileVault cannot lay its key open: it is on, or the disk is written anew without it',
  ],
  ...none(
    'disk-encryption',
    'no_recovery_key recovery_key_not_seen',
    'linux and macos',
    'neither has a recovery key by itself that could be missing',
  ),
  [
    'disk-encryption',
    'decrypting',
    'linux',
    '`cryptsetup status` tells that a disk is being written anew, not which way: `encrypting`',
  ],
  [
    'disk-encryption',
    'not_seen',
    'windows and macos',
    'a volume is listed with what is known of it, or not at all: `system_volume_not_seen`',
  ],
  ['disk-encryption', 'locked', 'linux', 'what is not opened is not in use, and is not judged'],
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
  ['os-updates', 'no_security_source', 'macos', aptOnly],
  ['removable-media', 'daemon_stopped', 'windows and macos', noDaemon],
  ['removable-media', 'desktop_admits', 'windows and macos', noDaemon],
  ['removable-media', 'other_rules_admit', 'windows and macos', noDaemon],
  ['removable-media', 'people_may_admit', 'windows and macos', noDaemon],
  ['removable-media', 'ways_round_not_seen', 'windows and macos', noDaemon],
  [
    'removable-media',
    'internet_not_seen',
    'linux and windows',
    'what gives internet is looked at with every look',
  ],
  ['approved-software', 'trust_not_kept', 'windows and macos', 'only fapolicyd keeps a list of trust'],
  ['approved-software', 'only_approved_seen', 'macos', 'what runs is only looked at now and then there'],
  ['required-software', '*', 'windows and macos', sameCode],
  ['unwanted-software', '*', 'windows and macos', sameCode],
  ...none(
    'password-policy',
    'people_exempt passwords_too_old',
    'macos',
    'each person’s own limit and the age of their password are not asked for there: `not_read`',
  ),
  ['password-policy', 'no_privilege', 'macos', toolSays],
  ['removable-media', 'no_usb', 'macos', 'every Mac has USB'],
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
    at: 'idle-lock macos ioreg',
    why: 'the number is how long nobody has been there',
  },
  {
    kind: 'met_by_number',
    at: 'idle-lock linux loginctl',
    why: 'the number is when somebody signed in, or last did something',
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
    at: 'os-updates windows powershell',
    why: 'the number is the build: another build is another release, which its maker may still mend',
  },
  {
    kind: 'met_by_number',
    at: 'local-accounts windows powershell',
    why: 'the number is who is an administrator',
  },
  {
    kind: 'met_by_number',
    at: 'os-updates linux apt-cache',
    why: 'the number is a version: an older one than is installed is no fix that is missing',
  },
  {
    kind: 'met_when_cut',
    at: 'os-updates linux apt-cache',
    why: 'a list of pins without an end: the runner says when it was cut, and then it is a failed look',
  },
  {
    kind: 'met_by_number',
    at: 'os-updates macos /System/Library/CoreServices/SystemVersion.plist',
    why: 'the number is the version: another one is another release, which its maker may still mend',
  },
  {
    kind: 'met_by_number',
    at: 'removable-media macos diskutil',
    why: 'the number says whether what is plugged in is a stick',
  },
  {
    kind: 'met_when_cut',
    at: 'unwanted-software linux dpkg-query',
    why: 'a list of packages without an end: the runner says when it was cut, and then it is a failed look',
  },
  ...(['met_when_cut', 'met_by_number'] as const).map(kind => ({
    kind,
    at: 'removable-media linux usbguard',
    why: 'a list of rules without an end: the runner says when it was cut, and then it is a failed look',
  })),
];

const oneIsEnough =
  'one product that was seen to protect is enough; what this place may hold besides only adds';
const otherBarrier = 'the other barrier was seen to hold, and each of the two is enough';

const shown = 'only shown: nothing is judged by it';
const careful = 'without it, or with a number that means nothing, more is asked for and not less';

/**
 * Where a machine stays met although one source failed alone, and why what it still saw is enough. Within PowerShell's
 * answer `.name` is a part that is empty or an error, and `.name#` a number in whose place an error's number stands.
 */
export const mayStayMet: { at: RegExp; why: string }[] = [
  { at: /^antivirus (linux \/opt|linux \/usr\/bin|macos \/(Applications|Library.*))$/, why: oneIsEnough },
  {
    at: /^antivirus linux \/proc(\/\d+\/comm)?$/,
    why: 'on Linux nothing asks for a check of every file that is opened',
  },
  { at: /^antivirus linux \/db\/daily\.cvd$/, why: 'clamd itself tells of which day its list is' },
  {
    at: /^antivirus linux \/clamd\.conf$/,
    why: 'clamd itself answered; where it writes what it finds decides only what is told, which the finding says',
  },
  {
    at: /^firewall linux \/proc\/net\/if_inet6$/,
    why: 'IPv6 then counts as used, and its rules are asked for',
  },
  {
    at: /^firewall linux firewall-cmd$/,
    why: 'it only says what firewalld believes; the kernel’s rules decide',
  },
  { at: /^idle-lock linux \/run\/systemd\/sessions$/, why: 'loginctl is asked for the same list' },
  {
    at: /^password-policy linux \/etc\/login\.defs$/,
    why: 'asked about only where passwords are to run out, which the standard rule does not ask',
  },
  { at: /^removable-media linux (pkcheck|usbguard)$/, why: otherBarrier },
  { at: /^removable-media macos profiles$/, why: otherBarrier },
  {
    at: /^removable-media linux \/proc\/bus\/input\/devices$/,
    why: 'which keyboard is the last one matters only to what is set',
  },
  { at: /^removable-media linux \/sys\/bus$/, why: 'asked only to tell a kernel without USB' },
  {
    at: /^removable-media linux \/sys\/bus\/usb\/devices\/[\d-]+:1\.0\/host6/,
    why: 'it is inside the computer, or the computer runs from it: no portable medium',
  },
  {
    at: /^antivirus windows powershell \.(center\.rows(\.value)?\[\]\.(exists|state#)|defender(\.rows\[\]\.(service|antivirus|realTime|listAt|listAge#?))?)$/,
    why: `${oneIsEnough}; of Defender its own word and the list’s row are two witnesses`,
  },
  { at: /^antivirus windows powershell \.defender\.rows\[\]\.(tamper|quickScanAt|fullScanAt)$/, why: shown },
  {
    at: /^antivirus windows powershell \.(system(\.rows\[\]\.productType#)?|services)$/,
    why: 'it only says why there is no list of products; without one a computer that is no server is not known',
  },
  {
    at: /^antivirus windows powershell \.center\.rows\.Count#?$/,
    why: 'PowerShell’s own count beside the rows',
  },
  {
    at: /^autorun windows powershell \.build#$/,
    why: 'only that it is there, as proof that anything was read',
  },
  {
    at: /^autorun windows powershell \.values\.NoDriveTypeAutoRun#$/,
    why: 'a mask: with every bit set, as in 4294967295, it is every kind of drive',
  },
  { at: /^autorun windows powershell \.values\.NoAutorun#$/, why: 'the mask of all drives is enough' },
  { at: /^disk-encryption windows powershell \.volumes\[\]\.(driveLetter|suspendCount#?)$/, why: shown },
  {
    at: /^disk-encryption windows powershell \.volumes\[\]\.recoveryProtectors#$/,
    why: 'how many; what says whether they could be counted is `protectorsResult`',
  },
  {
    at: /^firewall windows powershell \.(profiles\[\]\.(rules|localRules)#|rules\.rows\[\]\.count#)$/,
    why: careful,
  },
  {
    at: /^firewall windows powershell \.(service#|rules|profiles\[\]\.(enabled|inbound)#)$/,
    why: 'only beside another maker’s firewall that was seen to be on, to which Windows leaves it',
  },
  {
    at: /^password-policy windows powershell \.people(\.rows\[\]\.(setAt|runsOutAt))?$/,
    why: 'asked about only where passwords are to run out, which the standard rule does not ask',
  },
];
