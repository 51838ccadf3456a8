/** Built-in disks and the room on them. Sticks and other portable media are nobody's hardware and are left out. */
import * as z from 'zod';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { commandOutput } from '../../system/command-output.ts';
import { textOf } from '../../system/presence.ts';
import { solderedDisks } from '../../system/soldered.ts';
import { percentOf } from '../percent.ts';
import { meaningful, virtualModel } from '../serials.ts';
import { withHealth } from './disk-health.ts';

type Disk = Hardware['disks'][number];
type Volume = NonNullable<Hardware['volumes']>[number];

const flag = z.union([z.boolean(), z.enum(['0', '1']).transform(value => value === '1')]).nullish();
const amount = z.union([z.number(), z.string().transform(Number)]).nullish();

const device = z.object({
  name: z.string().min(1).max(200),
  type: z.string(),
  size: amount,
  model: z.string().nullish(),
  serial: z.string().nullish(),
  rota: flag,
  tran: z.string().nullish(),
  hotplug: flag,
  fstype: z.string().nullish(),
  fssize: amount,
  fsavail: amount,
  mountpoint: z.string().nullish(),
  get children() {
    return z.array(device).optional();
  },
});
const listed = z.object({ blockdevices: z.array(device) });
type Listed = z.infer<typeof device>;

function kindOf({ name, tran, model, rota }: Listed): Disk['kind'] {
  if (/^(vd|xvd)/.test(name) || tran === 'virtio' || virtualModel.test(model ?? '')) return 'virtual';
  if (tran === 'nvme' || name.startsWith('nvme')) return 'nvme';
  if (rota === undefined || rota === null) return 'unknown';
  return rota ? 'hdd' : 'ssd';
}

const isFixed = ({ type, size, tran, hotplug, name }: Listed, soldered: ReadonlySet<string>) =>
  type === 'disk' &&
  Boolean(size) &&
  tran !== 'usb' &&
  (hotplug !== true || soldered.has(name)) &&
  !/^(zram|ram|nbd|fd)\d|^mmcblk\d+(boot|rpmb)/.test(name);

/** What never has room of its own: read-only images, and the small parts that only start the computer. */
const without = /^(squashfs|erofs|iso9660|swap)$/;
const starting = /^\/(boot|efi)(\/|$)/;

function volumesBelow(one: Listed): Volume[] {
  const { fssize, fsavail } = one;
  const mountpoint = one.mountpoint ?? '';
  const below = (one.children ?? []).flatMap(volumesBelow);
  const holds = mountpoint.startsWith('/') && !starting.test(mountpoint) && !without.test(one.fstype ?? '');
  if (!holds || !fssize || typeof fsavail !== 'number') return below;
  return [
    { name: mountpoint.slice(0, 200), sizeBytes: fssize, freePercent: percentOf(fsavail, fssize) },
    ...below,
  ];
}

/** One volume can lie on several disks. */
const onceEach = (volumes: Volume[]) => [...new Map(volumes.map(one => [one.name, one])).values()];

const kernelText = async (machine: Machine, { name }: Listed, attribute: string) =>
  meaningful(await textOf(machine, `/sys/block/${name}/device/${attribute}`, 400));

/** `lsblk` has a serial number from udev, which not every disk of a virtual machine is known to. */
async function serialOf(machine: Machine, disk: Listed): Promise<string | null> {
  const kernel = await textOf(machine, `/sys/block/${disk.name}/serial`, 400);
  return meaningful(disk.serial) ?? meaningful(kernel) ?? kernelText(machine, disk, 'serial');
}

const toDisk = async (machine: Machine, disk: Listed): Promise<Disk> => ({
  name: disk.name,
  model:
    meaningful(disk.model) ??
    (await kernelText(machine, disk, 'model')) ??
    (await kernelText(machine, disk, 'name')),
  serial: await serialOf(machine, disk),
  sizeBytes: disk.size ?? null,
  kind: kindOf(disk),
});

const columns = 'NAME,TYPE,SIZE,MODEL,SERIAL,ROTA,TRAN,HOTPLUG,FSTYPE,FSSIZE,FSAVAIL,MOUNTPOINT';

/** Throws ProbeError when lsblk could not be asked; a SyntaxError or ZodError for another shape. */
export async function linuxDisks(
  machine: Machine,
  signal?: AbortSignal,
): Promise<{ disks: Disk[]; volumes: Volume[] }> {
  const said = await commandOutput(machine, 'lsblk', ['-J', '-b', '-o', columns], signal);
  const soldered = await solderedDisks(machine);
  const all = listed.parse(JSON.parse(said)).blockdevices;
  const fixed = all.filter(disk => isFixed(disk, soldered)).slice(0, 64);
  const volumes = onceEach(fixed.flatMap(volumesBelow)).slice(0, 64);
  const disks = await Promise.all(fixed.map(disk => toDisk(machine, disk)));
  return { disks: await withHealth(machine, disks), volumes };
}
