/** What is set on a Linux computer: the lock of each installed desktop that can be told, and nothing of any other. */
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { type Policy, policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Plan, Wanted } from '../plan.ts';
import { type DconfPlan, type KeyValue, lockKeyValues, planDconf } from './dconf.ts';
import { dconfDesktops } from './dconf-keys.ts';
import { installedDesktops } from './desktops.ts';
import { planKde } from './kde-plan.ts';
import { lightLockerKeys } from './light-locker.ts';
import { planXfce, xfceLocker } from './xfce.ts';

interface Part {
  wanted: readonly Wanted[];
  kept: 'set' | 'elsewhere' | 'not_set';
  /** What a technician must know of it. */
  said?: string;
}

function dconfPart(desktop: string, { elsewhere, toolMissing }: DconfPlan): Part {
  const others = elsewhere.get(desktop);
  if (others === 'all')
    return { wanted: [], kept: 'elsewhere', said: `Another manager locks ${desktop}’s settings (dconf).` };
  if (toolMissing)
    return {
      wanted: [],
      kept: 'not_set',
      said: `${desktop}: install dconf-cli, which makes settings mandatory.`,
    };
  if (others === 'some')
    return {
      wanted: [],
      kept: 'set',
      said: `Another manager locks some of ${desktop}’s settings; those stay.`,
    };
  return {
    wanted: [],
    kept: 'set',
    said: `Whoever is signed in to ${desktop} has it from their next sign-in.`,
  };
}

/** One database for all of them. */
async function dconfParts(machine: Machine, names: readonly string[], asked: Policy): Promise<Part[]> {
  const keys = new Map<string, KeyValue[]>(
    dconfDesktops
      .filter(desktop => names.includes(desktop))
      .map(desktop => [desktop, lockKeyValues(desktop, asked)]),
  );
  if (names.includes('Xfce') && (await xfceLocker(machine)) === 'light-locker')
    keys.set('Xfce', lightLockerKeys);
  if (keys.size === 0) return [];
  const plan = await planDconf(machine, keys);
  const parts = [...keys.keys()].map(desktop => dconfPart(desktop, plan));
  return parts.map((part, index) => (index === 0 ? { ...part, wanted: plan.wanted } : part));
}

async function kdeParts(machine: Machine, names: readonly string[], minutes: number): Promise<Part[]> {
  if (!names.includes('KDE Plasma')) return [];
  const wanted = await planKde(machine, minutes);
  if (wanted === undefined)
    return [{ wanted: [], kept: 'elsewhere', said: 'Another manager holds KDE Plasma’s lock settings.' }];
  return [{ wanted: [wanted], kept: 'set' }];
}

async function xfceParts(machine: Machine, names: readonly string[], asked: Policy): Promise<Part[]> {
  if (!names.includes('Xfce')) return [];
  const wanted = await planXfce(machine, asked);
  if (typeof wanted === 'string') return [{ wanted: [], kept: 'not_set', said: wanted }];
  return [
    { wanted: [wanted], kept: 'set', said: 'Whoever is signed in to Xfce has it from their next sign-in.' },
  ];
}

const settable = new Set<string>([...dconfDesktops, 'KDE Plasma', 'Xfce']);

const notSettable = (name: string): Part => ({
  wanted: [],
  kept: 'not_set',
  said: `${name} has no setting that Caretaker can make mandatory; its own lock is the cover.`,
});

/** Throws ProbeError when it could not be seen which desktops are here: what was set must then stay. */
export async function planLinux(machine: Machine, given: ControlPolicy): Promise<Plan> {
  const asked = policy.parse(given);
  const installed = await installedDesktops(machine);
  if (!installed.complete)
    throw new ProbeError(
      'probe_failed',
      'which desktops are installed could not be seen',
      'installed desktops',
    );
  const { names } = installed;
  const parts = [
    ...(await dconfParts(machine, names, asked)),
    ...(await kdeParts(machine, names, asked.afterMinutes)),
    ...(await xfceParts(machine, names, asked)),
    ...names.filter(name => !settable.has(name)).map(notSettable),
  ];
  const detail = [...new Set(parts.flatMap(({ said }) => said ?? []))].join(' ');
  return {
    wanted: parts.flatMap(({ wanted }) => wanted),
    how: howOf(parts),
    ...(detail === '' ? {} : { detail: detail.slice(0, 300) }),
  };
}

/** Another manager's setting beside one of ours is no less enforced; a desktop that nobody sets is. */
function howOf(parts: readonly Part[]): Plan['how'] {
  if (parts.length === 0 || parts.some(({ kept }) => kept === 'not_set')) return 'best_effort';
  return parts.every(({ kept }) => kept === 'elsewhere') ? 'managed_elsewhere' : 'enforced';
}
