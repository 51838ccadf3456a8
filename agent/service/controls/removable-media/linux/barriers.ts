/**
 * What stands in the way, asked of the parts of the system that would act: USBGuard's daemon is asked for the rules it
 * has, which are then tried on a stick that does not exist; polkit is asked whether it would let that stick be mounted.
 */
import { strangerStick } from '../../../../../shared/controls/removable-media/catalogue.ts';
import { storageLabel } from '../../../../../shared/controls/removable-media/compile.ts';
import {
  type Barrier,
  effects,
  type Weakness,
} from '../../../../../shared/controls/removable-media/observation.ts';
import {
  type Decision,
  type Rule,
  simulate,
} from '../../../../../shared/controls/removable-media/simulate.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import { maysChange, valueIn } from './daemon-config.ts';
import { udevPath } from './mount-rules.ts';
import { type ListedRule, parseRules } from './usbguard-rules.ts';

export interface Daemon {
  installed: boolean;
  /** False where it was seen not to run; null where that could not be seen. */
  running: boolean | null;
  /** As the running daemon has them; null when it did not answer in a way that is understood. */
  rules: ListedRule[] | null;
  implicit: Rule['target'] | null;
  /** What it says of the devices that are plugged in. */
  devices: string | null;
}

const within = (signal: AbortSignal) => ({ signal, timeoutMs: 10_000 });

/** `active`, or null for what does not answer; a unit that does not exist is inactive. */
export async function unitIs(machine: Machine, unit: string, signal: AbortSignal): Promise<boolean | null> {
  const args = ['show', unit, '--property=ActiveState', '--value'];
  const { exit, stdout } = await machine.run('systemctl', args, within(signal));
  const state = stdout.trim();
  if (exit !== 0 || state === '') return null;
  return state === 'active' || state === 'reloading';
}

const implicitOf = (text: string): Rule['target'] | null => {
  const word = text.trim();
  return word === 'allow' || word === 'block' || word === 'reject' ? word : null;
};

export async function askDaemon(machine: Machine, signal: AbortSignal): Promise<Daemon> {
  const ask = (...args: string[]) => machine.run('usbguard', args, within(signal));
  const rules = await ask('list-rules');
  if (rules.missing) return { installed: false, running: false, rules: null, implicit: null, devices: null };
  const running = await unitIs(machine, 'usbguard.service', signal);
  if (rules.exit !== 0) return { installed: true, running, rules: null, implicit: null, devices: null };
  const [implicit, devices] = [await ask('get-parameter', 'ImplicitPolicyTarget'), await ask('list-devices')];
  return {
    installed: true,
    running,
    rules: parseRules(rules.stdout),
    implicit: implicit.exit === 0 ? implicitOf(implicit.stdout) : null,
    devices: devices.exit === 0 ? devices.stdout : null,
  };
}

function strangersFate({ rules, implicit }: Daemon): Decision {
  if (rules === null) return null;
  const decision = simulate(rules, strangerStick, implicit ?? 'allow');
  return decision?.rule === null && implicit === null ? null : decision;
}

export function usbguardBarrier(daemon: Daemon): Barrier {
  const base = { name: 'USBGuard', layer: 'device', effect: 'blocks' } as const;
  if (!daemon.installed) return { ...base, effect: 'none', inForce: false, detail: 'not installed' };
  if (daemon.running === false) return { ...base, inForce: false, detail: 'its daemon does not run' };
  const fate = strangersFate(daemon);
  if (fate === null) return { ...base, inForce: null, detail: 'its rules could not be judged' };
  if (fate.target === 'allow')
    return { ...base, effect: 'none', inForce: true, detail: 'its rules admit any stick' };
  return { ...base, inForce: daemon.running, detail: null };
}

/** A process that is not root's, to ask on behalf of: root may do anything. polkit itself is started when it is asked. */
async function anyProcess(machine: Machine, signal: AbortSignal): Promise<string | null> {
  for (const unit of ['polkit.service', 'dbus.service']) {
    const args = ['show', unit, '--property=MainPID', '--value'];
    const { stdout } = await machine.run('systemctl', args, within(signal));
    const pid = /^[1-9]\d*$/.exec(stdout.trim())?.[0];
    if (pid !== undefined) return pid;
  }
  return null;
}

/** pkcheck(1): 0 would let it, 1 would not, 2 and 3 after somebody gave a password. */
export async function polkitBarrier(machine: Machine, signal: AbortSignal): Promise<Barrier> {
  const base = { name: 'udisks and polkit', layer: 'mount', effect: 'blocks' } as const;
  const pid = await anyProcess(machine, signal);
  if (pid === null) return { ...base, inForce: null, detail: 'nobody to ask polkit for' };
  const details = {
    device: '/dev/sdzz1',
    'drive.removable': 'true',
    'drive.removable.bus': 'usb',
    'drive.vendor': 'Caretaker',
  };
  const asked = Object.entries(details).flatMap(([name, value]) => ['--detail', name, value]);
  const args = ['--action-id', 'org.freedesktop.udisks2.filesystem-mount', '--process', pid, ...asked];
  const { exit, missing } = await machine.run('pkcheck', args, within(signal));
  if (exit === 1) return { ...base, inForce: true, detail: null };
  if (exit === 0 || exit === 2 || exit === 3)
    return { ...base, effect: 'none', inForce: true, detail: 'people may mount what they plug in' };
  return { ...base, inForce: null, detail: missing ? 'pkcheck is not installed' : 'polkit did not answer' };
}

/** Its rules are read again by udev whenever they change; what they do shows on each medium that is attached. */
export async function udevBarrier(machine: Machine, signal: AbortSignal): Promise<Barrier | null> {
  const text = await textOf(machine, udevPath, 256 * 1024);
  const effect = effects.find(one => text?.includes(`# effect: ${one}\n`));
  if (effect === undefined || effect === 'blocks') return null;
  const inForce = await unitIs(machine, 'systemd-udevd.service', signal);
  return { name: 'udev', layer: 'mount', effect, inForce, detail: null };
}

/** Where people may mount because all they mount is read-only, that they may is nothing to report. */
export const counts = (barrier: Barrier, udev: Barrier | null) =>
  udev === null || barrier.layer === 'device' || barrier.effect !== 'none';

const accessFolder = '/etc/usbguard/IPCAccessControl.d';

/** Null when it could not be seen. */
async function peopleMayAdmit(machine: Machine): Promise<boolean | null> {
  const config = await textOf(machine, '/etc/usbguard/usbguard-daemon.conf', 256 * 1024);
  const names = await namesIn(machine, accessFolder);
  if (config === null || names === null) return null;
  const others = ['IPCAllowedUsers', 'IPCAllowedGroups'].flatMap(name =>
    (valueIn(config ?? '', name) ?? '').split(/\s+/).filter(one => one !== '' && one !== 'root'),
  );
  const files = names.filter(name => !['root', ':root'].includes(name));
  const texts = await Promise.all(files.map(name => textOf(machine, `${accessFolder}/${name}`, 16 * 1024)));
  if (others.length > 0 || texts.some(text => typeof text === 'string' && maysChange(text))) return true;
  return texts.includes(null) ? null : false;
}

/** Ways round the barriers; `unseen` where one could not be looked for. */
export async function weaknessesOf(
  machine: Machine,
  daemon: Daemon,
): Promise<{ seen: Weakness[]; unseen: boolean }> {
  if (!daemon.installed) return { seen: [], unseen: false };
  if (daemon.running === false) return { seen: ['daemon_stopped'], unseen: false };
  const fate = strangersFate(daemon);
  const labels = (daemon.rules ?? []).map(({ label }) => label);
  const desktop = labels.includes('GNOME_SETTINGS_DAEMON_RULE');
  const shadowed = fate?.target === 'allow' && fate.rule !== null && labels.includes(storageLabel);
  const found: [Weakness, boolean | null][] = [
    ['people_may_admit', await peopleMayAdmit(machine)],
    ['desktop_admits', desktop],
    ['other_rules_admit', shadowed && !desktop],
  ];
  return {
    seen: found.filter(([, seen]) => seen === true).map(([weakness]) => weakness),
    unseen: found.some(([, seen]) => seen === null),
  };
}
