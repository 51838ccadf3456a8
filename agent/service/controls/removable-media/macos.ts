/** macOS: Santa's own word for what it does to USB disks, and what is plugged in and mounted. It can only be managed by others. */

import { catalogue } from '../../../../shared/controls/removable-media/catalogue.ts';
import type {
  Barrier,
  Medium,
  Observation,
} from '../../../../shared/controls/removable-media/observation.ts';
import { type Policy, policy as schema } from '../../../../shared/controls/removable-media/policy.ts';
import { plistOutput } from '../../system/plist.ts';
import type { Backend, Machine } from '../control.ts';
import { type Plan, PlanRefused, type Wanted } from '../plan.ts';
import { MediaGuard } from './guard/guard.ts';
import { MacHands } from './guard/macos/hands.ts';
import { type KnownMedia, rememberedMedia, standingOf } from './known-media.ts';
import { declarationPath, declarationText, profilePath, profileText } from './macos/for-mdm.ts';
import {
  diskInfo,
  diskList,
  isManaged,
  isMounted,
  santaBarrier,
  type UsbStorage,
  usbReport,
  usbStorage,
} from './macos/parse-macos.ts';
import { harmsOnMac } from './macos/try-out.ts';

/** Apple's rule for external disks cannot be read back on the Mac; without a manager there is none. */
async function managementBarrier(machine: Machine, signal: AbortSignal): Promise<Barrier> {
  const base = { name: 'device management', layer: 'mount', effect: 'blocks' } as const;
  const args = ['status', '-type', 'enrollment'];
  const { exit, stdout } = await machine.run('profiles', args, { signal, timeoutMs: 10_000 });
  const managed = exit === 0 ? isManaged(stdout) : null;
  if (managed === false) return { ...base, effect: 'none', inForce: true, detail: 'this Mac is not managed' };
  return { ...base, inForce: null, detail: 'macOS does not tell which rule for external disks is in force' };
}

async function santa(machine: Machine, signal: AbortSignal): Promise<Barrier | null> {
  const { exit, missing, stdout } = await machine.run('santactl', ['status', '--json'], {
    signal,
    timeoutMs: 15_000,
  });
  if (missing) return null;
  const unseen: Barrier = {
    name: 'Santa',
    layer: 'mount',
    effect: 'blocks',
    inForce: null,
    detail: 'it did not answer',
  };
  return exit === 0 ? (santaBarrier(stdout) ?? unseen) : unseen;
}

async function mediumOf(
  machine: Machine,
  storage: UsbStorage,
  known: KnownMedia | null,
  signal: AbortSignal,
): Promise<Medium> {
  const list = await plistOutput(machine, 'diskutil', ['list', '-plist'], diskList, signal);
  const infos = await Promise.all(
    storage.disks.map(disk => plistOutput(machine, 'diskutil', ['info', '-plist', disk], diskInfo, signal)),
  );
  const { encryptsItself, ...standing } = standingOf(storage, known);
  const mounted = storage.disks.some(disk => isMounted(list, disk));
  return {
    vendorId: storage.vendorId,
    productId: storage.productId,
    ...standing,
    ownSerial: storage.serial !== null,
    kind: 'storage',
    alsoInput: false,
    admitted: true,
    readable: true,
    // Santa mounts a disk that could be written to read-only: only what cannot be written at all is sure.
    writable: mounted ? (infos.every(({ WritableMedia }) => WritableMedia === false) ? false : null) : false,
    encrypted: encryptsItself ? 'by_itself' : null,
    mounted,
  };
}

const file = (path: string, text: string): Wanted => ({
  setting: { kind: 'file', path },
  value: { kind: 'file', text, mode: 0o644 },
});

const missing: Partial<Record<Policy['rule'], string>> = {
  encrypted_only: ' macOS knows no rule for encrypted sticks; the nearest, read-only, is in the profile.',
  read_only: ' Apple’s own rule refuses every stick that can be written to; Santa’s makes it read-only.',
};

const refused = (what: string) => new PlanRefused('would_deny_input', what);

/** A Mac that runs from a disk outside it would lose it by these rules at its next start. Throws PlanRefused. */
async function refuseOutsideStart(machine: Machine, signal: AbortSignal): Promise<void> {
  const { BusProtocol, Internal } = await plistOutput(
    machine,
    'diskutil',
    ['info', '-plist', '/'],
    diskInfo,
    signal,
  );
  if (Internal !== true || BusProtocol === 'USB')
    throw refused('this Mac runs from a disk outside it, or that could not be seen');
}

async function macosPlan(policy: Policy): Promise<Plan> {
  const declaration = declarationText(policy);
  const profile = profileText(policy);
  const [harm] = await harmsOnMac({ profile, declaration }, catalogue);
  if (harm !== undefined) throw refused(`the settings would deny ${harm.what}`);
  return {
    wanted: [
      file(profilePath, profile),
      ...(declaration === null ? [] : [file(declarationPath, declaration)]),
    ],
    how: 'managed_elsewhere',
    detail: `macOS takes these settings from device management alone. Give it the files that lie beside Caretaker (for-device-management): the profile for Santa${declaration === null ? '' : ', or the declaration for macOS 15 and later'}. Put Santa’s other settings into the same profile.${missing[policy.rule] ?? ''}`,
  };
}

export const macos: Backend<Observation> = {
  source: 'system_profiler, diskutil and santactl',
  async observe(machine, signal) {
    const args = ['SPUSBDataType', '-xml'];
    const report = await plistOutput(machine, 'system_profiler', args, usbReport, signal);
    const known = await rememberedMedia(machine.memory);
    const media: Medium[] = [];
    for (const storage of usbStorage(report).slice(0, 64))
      media.push(await mediumOf(machine, storage, known, signal));
    const barriers = [await santa(machine, signal), await managementBarrier(machine, signal)];
    return {
      system: 'macos',
      hasUsb: true,
      barriers: barriers.filter(barrier => barrier !== null),
      weaknesses: [],
      managedBy: null,
      media,
      tethering: null,
    };
  },
  async plan(machine, policy, signal) {
    await refuseOutsideStart(machine, signal);
    return macosPlan(schema.parse(policy));
  },
  guard: edges => new MediaGuard(edges, new MacHands(edges.machine)),
};
