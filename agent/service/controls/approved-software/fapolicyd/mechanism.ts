/** How fapolicyd stands on this machine, from systemd, its settings and its rules. */
import type { Mechanism } from '../../../../../shared/controls/approved-software/observation.ts';
import { commandOutput } from '../../../system/command-output.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { confFile, isPermissive, settingIn } from './conf.ts';
import { rulesFile, rulesMark, withoutRulesFile } from './rules.ts';

export const unit = 'fapolicyd.service';
const rulesFolder = '/etc/fapolicyd/rules.d';
export const aptHook = '/etc/apt/apt.conf.d/60caretaker-trust';
export const dpkgHook = '/etc/dpkg/dpkg.cfg.d/60caretaker-trust';

/** Files that the package or its samples bring; whoever wrote another one manages this machine. */
const shipped =
  /^\d\d-(languages|dracut|updaters|patterns|bad-elf|shared-obj|trusted-elf|known-\w+|trusted-lang|shell|deny-execute|deny-lang|allow-open)\.rules$/;

export type Backend = 'debdb' | 'rpmdb' | null;

/**
 * Which database of packages this build says it can ask by itself. Debian 12's names none in its program, though its
 * settings say `rpmdb`; a newer one holds the word. It proves nothing of how well it asks (plan.ts).
 */
export async function distributionBackend(
  machine: Machine,
  permissive: { trust: string | null },
): Promise<Backend> {
  const program = await textOf(machine, '/usr/sbin/fapolicyd', 4 * 1024 * 1024);
  const rpmHere =
    (await namesIn(machine, '/var/lib/rpm'))?.length ||
    (await namesIn(machine, '/usr/lib/sysimage/rpm'))?.length;
  const dpkgHere = (await textOf(machine, '/var/lib/dpkg/status', 1)) !== undefined;
  if (dpkgHere && program?.includes('debdb')) return 'debdb';
  return rpmHere && !dpkgHere && permissive.trust?.includes('rpmdb') ? 'rpmdb' : null;
}

interface Unit {
  loaded: boolean;
  masked: boolean;
  active: boolean;
}

/** Throws ProbeError: a unit that could not be asked about is not a unit that is absent. */
export async function unitState(machine: Machine, signal: AbortSignal): Promise<Unit> {
  const text = await commandOutput(
    machine,
    'systemctl',
    ['show', unit, '--property=LoadState,ActiveState,UnitFileState'],
    signal,
    15_000,
  );
  const values = Object.fromEntries(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  const { LoadState: load, ActiveState: active, UnitFileState: file } = values;
  if (load === undefined || active === undefined || file === undefined)
    throw new ProbeError('unrecognised_output', `systemctl did not say how ${unit} stands`, 'systemctl');
  return {
    loaded: load === 'loaded' || load === 'masked',
    masked: load === 'masked' || file === 'masked',
    active: active === 'active',
  };
}

/** Whose rules lie there: ours, the package's own, or another manager's. */
export async function ownerOf(machine: Machine): Promise<Mechanism['owner']> {
  const names = await namesIn(machine, rulesFolder);
  if (names === null) return null;
  const others = names.filter(
    name => name.endsWith('.rules') && ![rulesFile, withoutRulesFile].includes(`${rulesFolder}/${name}`),
  );
  if (others.some(name => !shipped.test(name))) return 'other';
  const ours = await textOf(machine, rulesFile, 200);
  if (ours?.startsWith(rulesMark)) return 'caretaker';
  return ours === undefined ? 'nobody' : 'other';
}

/** True where somebody took out rules of ours and left the file that stands in for them. */
export const lostOurs = async (machine: Machine): Promise<boolean> =>
  (await textOf(machine, rulesFile, 1)) === undefined &&
  (await textOf(machine, withoutRulesFile, 200))?.startsWith(rulesMark) === true;

/** With rules of ours a database that the daemon asks by itself counts for nothing: nobody has seen it at work. */
async function trustOf(
  machine: Machine,
  conf: string,
  owner: Mechanism['owner'],
): Promise<Mechanism['trust']> {
  const backend = await distributionBackend(machine, { trust: settingIn(conf, 'trust') });
  if (backend !== null && settingIn(conf, 'trust')?.includes(backend))
    return owner === 'caretaker' ? 'none' : 'distribution';
  const [apt, dpkg, list] = await Promise.all([
    textOf(machine, aptHook, 1),
    textOf(machine, dpkgHook, 1),
    textOf(machine, '/etc/fapolicyd/trust.d/caretaker-packages.trust', 1),
  ]);
  return apt && dpkg && list ? 'hook' : 'none';
}

const absent: Mechanism = {
  name: 'fapolicyd',
  state: 'absent',
  running: null,
  owner: 'nobody',
  canary: null,
  trust: null,
  detail: null,
};

/** Without the canary, which the short-lived process tries. Throws ProbeError. */
export async function fapolicyd(machine: Machine, signal: AbortSignal): Promise<Mechanism> {
  const { loaded, masked, active } = await unitState(machine, signal);
  const conf = await textOf(machine, confFile, 64 * 1024);
  if (conf === null) throw new ProbeError('no_privilege', `${confFile} could not be read`, 'fapolicyd');
  if (conf === undefined)
    return loaded && active ? { ...absent, state: 'not_understood', running: true } : absent;
  const owner = await ownerOf(machine);
  const permissive = isPermissive(conf);
  const trust = await trustOf(machine, conf, owner);
  const base = { ...absent, running: active, owner, trust };
  if (masked && !active) return { ...base, state: 'off', detail: 'its unit is masked' };
  if (!active && owner !== 'caretaker') return { ...base, state: 'off', detail: 'its unit does not run' };
  if (permissive === null)
    return { ...base, state: 'not_understood', detail: 'its settings do not say whether it only watches' };
  return { ...base, state: permissive ? 'watching' : 'enforcing' };
}
