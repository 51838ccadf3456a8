/** Disks built into the computer. Sticks and other portable media are nobody's hardware and are left out. */
import * as z from 'zod';
import type { Hardware } from '../../../shared/protocol/inventory.ts';
import type { Machine } from '../controls/control.ts';
import { commandOutput } from '../system/command-output.ts';
import type { Probed } from './probe.ts';
import { meaningful } from './serials.ts';

type Disk = Hardware['disks'][number];

const flag = z.union([z.boolean(), z.enum(['0', '1']).transform(value => value === '1')]).nullish();
const listed = z.object({
  blockdevices: z.array(
    z.object({
      name: z.string().min(1).max(200),
      type: z.string(),
      size: z.union([z.number(), z.string().transform(Number)]).nullish(),
      model: z.string().nullish(),
      serial: z.string().nullish(),
      rota: flag,
      tran: z.string().nullish(),
      hotplug: flag,
    }),
  ),
});
type Listed = z.infer<typeof listed>['blockdevices'][number];

const virtualModel = /qemu|vbox|vmware|virtual|xen/i;

function kindOf({ name, tran, model, rota }: Listed): Disk['kind'] {
  if (/^(vd|xvd)/.test(name) || tran === 'virtio' || virtualModel.test(model ?? '')) return 'virtual';
  if (tran === 'nvme' || name.startsWith('nvme')) return 'nvme';
  if (rota === undefined || rota === null) return 'unknown';
  return rota ? 'hdd' : 'ssd';
}

const isFixed = ({ type, size, tran, hotplug, name }: Listed) =>
  type === 'disk' &&
  Boolean(size) &&
  tran !== 'usb' &&
  hotplug !== true &&
  !/^(zram|ram|nbd|fd)\d/.test(name);

/** Throws ProbeError when lsblk could not be asked; a SyntaxError or ZodError for another shape. */
export async function linuxDisks(machine: Machine, signal?: AbortSignal): Promise<Disk[]> {
  const args = ['-J', '-b', '-d', '-o', 'NAME,TYPE,SIZE,MODEL,SERIAL,ROTA,TRAN,HOTPLUG'];
  const { blockdevices } = listed.parse(JSON.parse(await commandOutput(machine, 'lsblk', args, signal)));
  return blockdevices
    .filter(isFixed)
    .slice(0, 64)
    .map(disk => ({
      name: disk.name,
      model: meaningful(disk.model),
      serial: meaningful(disk.serial),
      sizeBytes: disk.size ?? null,
      kind: kindOf(disk),
    }));
}

const kinds: Record<string, Disk['kind']> = { SSD: 'ssd', HD: 'hdd', HDD: 'hdd', NVMe: 'nvme' };

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
    }));
}
