/** What Linux is to be set to: USBGuard admits, polkit and udev let mount. Refused where it could lock somebody out. */
import { catalogue } from '../../../../../shared/controls/removable-media/catalogue.ts';
import { compile, harms } from '../../../../../shared/controls/removable-media/compile.ts';
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Device } from '../../../../../shared/controls/removable-media/simulate.ts';
import { lockedInDconf } from '../../../system/dconf.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { type Plan, PlanRefused, type Step, type Wanted } from '../../plan.ts';
import { lookOnly, withOwnedValues } from './daemon-config.ts';
import {
  localAuthorityPath,
  localAuthorityText,
  polkitPath,
  polkitText,
  udevPath,
  udevText,
} from './mount-rules.ts';
import { rulesText } from './usbguard-rules.ts';

/** Only while it runs: a daemon that did not run before us must not be started by putting its files back. */
const restart: Step = { command: 'systemctl', args: ['try-restart', 'usbguard.service'] };
/** By a unit that lives for one command: the service's own can write nothing below /sys. */
const triggered = (...which: string[]): Step => ({
  command: 'systemd-run',
  args: ['--quiet', '--collect', '--wait', 'udevadm', 'trigger', '--action=change', ...which],
});
const reread: readonly Step[] = [
  { command: 'udevadm', args: ['control', '--reload'] },
  triggered('--subsystem-match=block'),
  triggered('--subsystem-match=usb', '--sysname-match=usb[0-9]*'),
];

const file = (path: string, text: string, mode: number, rest: Partial<Wanted> = {}): Wanted => ({
  setting: { kind: 'file', path },
  value: { kind: 'file', text, mode },
  ...rest,
});

/** Throws PlanRefused when these rules could deny what must never be denied, here or on any computer. */
function refuseHarm(policy: Policy, present: readonly Device[]): void {
  const boot = present.find(({ bootDisk }) => bootDisk);
  if (boot !== undefined)
    throw new PlanRefused(
      'would_deny_input',
      `this computer runs from a disk on USB (${boot.name}), which the rules would stop`,
    );
  const [harm] = [
    ...harms(compile(policy, present), present),
    ...harms(compile(policy, [...present, ...catalogue]), catalogue),
  ];
  if (harm !== undefined)
    throw new PlanRefused('would_deny_input', `the rules would deny ${harm.what} (${harm.device.name})`);
}

async function usbguardFiles(
  machine: Machine,
  policy: Policy,
  present: readonly Device[],
): Promise<Wanted[]> {
  const path = '/etc/usbguard/usbguard-daemon.conf';
  const config = await textOf(machine, path, 256 * 1024);
  if (config === null || config === undefined)
    throw new ProbeError('probe_failed', `${path} cannot be read`, 'usbguard');
  const check: Step = { command: 'usbguard-rule-parser', args: ['-f', '{candidate}'] };
  return [
    file('/etc/usbguard/rules.conf', rulesText(compile(policy, present)), 0o600, { check, then: [restart] }),
    file(path, withOwnedValues(config), 0o600, { then: [restart] }),
    file('/etc/usbguard/IPCAccessControl.d/:plugdev', lookOnly, 0o600, { then: [restart] }),
    {
      setting: { kind: 'unit', unit: 'usbguard.service' },
      value: { kind: 'unit', enabled: true, active: true, masked: false },
    },
  ];
}

/** Both forms: newer polkit reads the rules, older ones the local authority, and some systems both. */
async function polkitFiles(machine: Machine, policy: Policy): Promise<Wanted[]> {
  const actions = await namesIn(machine, '/usr/share/polkit-1/actions');
  if (actions?.length === 0) return [];
  const older = await Promise.all(
    ['/etc/polkit-1/localauthority', '/var/lib/polkit-1/localauthority'].map(path => namesIn(machine, path)),
  );
  const asked = older.some(names => names === null || names.length > 0);
  return [
    file(polkitPath, polkitText(policy), 0o644),
    ...(asked ? [file(localAuthorityPath, localAuthorityText(policy), 0o644)] : []),
  ];
}

/** While it is on, GNOME writes a rule that admits everything as long as the screen is unlocked. */
async function desktopKeys(machine: Machine): Promise<Wanted[]> {
  const programs = (await namesIn(machine, '/usr/bin')) ?? [];
  if (!programs.includes('gnome-shell') || !programs.includes('dconf')) return [];
  const keys = { 'org/gnome/desktop/privacy': { 'usb-protection': 'false' } };
  return lockedInDconf(machine, 'removable-media', keys);
}

/** Who starts the kernel with USB shut has decided that for themselves. */
async function mayWakePorts(machine: Machine): Promise<boolean> {
  const line = await textOf(machine, '/proc/cmdline', 16 * 1024);
  return typeof line === 'string' && !/\busbcore\.authorized_default=/.test(line);
}

export interface Found {
  /** USBGuard's programs are on this machine. */
  usbguard: boolean;
  present: readonly Device[];
  /** A keyboard and a pointer that are no sticks are here. */
  inputRemains: boolean;
}

const noOtherKeyboard =
  'The rule against sticks that also type is left out while no other keyboard and mouse is plugged in: it could take the last one.';

export async function linuxPlan(
  machine: Machine,
  asked: Policy,
  { usbguard, present, inputRemains }: Found,
): Promise<Plan> {
  const policy = { ...asked, badUsb: asked.badUsb && inputRemains };
  refuseHarm(policy, present);
  const wakePorts = usbguard && (await mayWakePorts(machine));
  const wanted = [
    file(udevPath, udevText(policy, { wakePorts }), 0o644, { then: reread }),
    ...(await polkitFiles(machine, policy)),
    ...(usbguard ? await usbguardFiles(machine, policy, present) : []),
    ...(await desktopKeys(machine)),
  ];
  if (usbguard)
    return { wanted, how: 'enforced', ...(asked.badUsb && !inputRemains ? { detail: noOtherKeyboard } : {}) };
  return {
    wanted,
    how: 'best_effort',
    detail:
      'Sticks are kept from people but not from the computer itself. Install usbguard (“apt install usbguard”, “dnf install usbguard”) so that they are stopped at the port.',
  };
}
