/**
 * macOS: FileVault by two witnesses, fdesetup and diskutil, for the volume that the system runs from, and by
 * diskutil for every other built-in volume. A recovery key is not asked about.
 */
import type { Observation, Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { plistOutput } from '../../system/plist.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import {
  type ApfsContainer,
  apfsList,
  diskInfo,
  diskList,
  type FileVault,
  isPortable,
  otherPartitions,
  parseFdesetup,
  protectionOf,
  volumesThatCount,
} from './parse-macos.ts';
import { RecoveryKeyGuard } from './recovery-keys/guard.ts';

const infoOf = (machine: Machine, disk: string, signal: AbortSignal) =>
  plistOutput(machine, 'diskutil', ['info', '-plist', disk], diskInfo, signal);

/** A container of which nothing was told counts as built in. */
async function portable(machine: Machine, container: ApfsContainer, signal: AbortSignal): Promise<boolean> {
  const store = container.DesignatedPhysicalStore;
  if (store === undefined) return false;
  const info = await infoOf(machine, store, signal).catch(error => {
    if (error instanceof ProbeError) return null;
    throw error;
  });
  return info !== null && isPortable(info);
}

function volumesOf(container: ApfsContainer, role: Volume['role'], told: FileVault | null): Volume[] {
  const counting = volumesThatCount(container);
  const data = counting.some(({ Roles }) => Roles.includes('Data'));
  return counting.map(volume => {
    const runsFrom = role === 'system' && (!data || volume.Roles.includes('Data'));
    const { protection, detail } = protectionOf(volume, runsFrom ? told : null);
    return {
      name: volume.Name || volume.DeviceIdentifier,
      role: role === 'system' && !runsFrom ? 'data' : role,
      protection,
      method: protection === 'on' ? 'FileVault' : null,
      fileSystem: 'APFS',
      recoveryKey: null,
      detail,
    };
  });
}

export const macos: Backend<Observation> = {
  source: 'fdesetup and diskutil',
  guard: edges =>
    new RecoveryKeyGuard(edges, async () => (await import('./recovery-keys/macos.ts')).fileVaultKeys),
  async observe(machine, signal) {
    const told = parseFdesetup(await commandOutput(machine, 'fdesetup', ['status'], signal));
    const root = await infoOf(machine, '/', signal);
    const { Containers } = await plistOutput(
      machine,
      'diskutil',
      ['apfs', 'list', '-plist'],
      apfsList,
      signal,
    );
    const listed = ['list', '-plist', 'internal', 'physical'];
    const disks = await plistOutput(machine, 'diskutil', listed, diskList, signal);
    const volumes: Volume[] = [];
    for (const container of Containers) {
      const runsFrom = container.ContainerReference === root.APFSContainerReference;
      const removable = !runsFrom && (await portable(machine, container, signal));
      volumes.push(...volumesOf(container, runsFrom ? 'system' : removable ? 'removable' : 'data', told));
    }
    return { volumes: [...volumes, ...otherPartitions(disks)] };
  },
};
