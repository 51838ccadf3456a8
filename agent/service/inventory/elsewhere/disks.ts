/** Disks and the room on them, of what the probe tells. Sticks are nobody's hardware and are left out. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { percentOf } from '../percent.ts';
import { meaningful, virtualModel } from '../serials.ts';
import type { Probed } from './probe.ts';

type Disk = Hardware['disks'][number];

const kinds: Record<string, Disk['kind']> = { SSD: 'ssd', HD: 'hdd', HDD: 'hdd', NVMe: 'nvme' };

/** Words of the library, after `Win32_DiskDrive` and diskutil. */
const failing = /^(?:predicted failure|pred fail|degraded|failing|failed!?)$/i;

function healthOf(status: string): Disk['health'] {
  if (failing.test(status)) return 'failing';
  return /^ok$/i.test(status) ? 'ok' : null;
}

export function probedDisks(disks: Probed['disks']): Disk[] {
  return disks
    .filter(({ interfaceType }) => !/usb/i.test(interfaceType))
    .slice(0, 64)
    .map((disk, index) => ({
      name: (disk.device || disk.name || `disk ${index + 1}`).slice(0, 200),
      model: meaningful(disk.name),
      serial: meaningful(disk.serialNum),
      sizeBytes: disk.size,
      kind: virtualModel.test(disk.name)
        ? 'virtual'
        : (kinds[disk.interfaceType] ?? kinds[disk.type] ?? 'unknown'),
      health: healthOf(disk.smartStatus),
    }));
}

/** Where a Mac keeps people's files; its other volumes share the same room. */
const macVolumes = new Set(['/', '/System/Volumes/Data']);

/**
 * On Windows the library lists every drive that has a letter, sticks too, and does not tell them apart: there only the
 * drive of the system counts.
 */
export function probedVolumes(volumes: Probed['volumes']): Hardware['volumes'] {
  const own = volumes.filter(({ mount }) => /^c:\\?$/i.test(mount) || macVolumes.has(mount));
  const found = own.flatMap(({ mount, size, available }) =>
    size && available !== null
      ? [{ name: mount, sizeBytes: Math.round(size), freePercent: percentOf(available, size) }]
      : [],
  );
  return found.length === 0 ? null : found;
}
