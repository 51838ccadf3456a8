/** What macOS tells of USB, disks and Santa. Property lists and JSON alone; names that people gave are not read. */
import * as z from 'zod';
import type { Barrier } from '../../../../../shared/controls/removable-media/observation.ts';

/** One device of `system_profiler SPUSBDataType -xml`; devices hang below hubs. */
export interface UsbItem {
  vendor_id?: string;
  product_id?: string;
  serial_num?: string;
  'Built-in_Device'?: string;
  bsd_name?: string;
  Media?: { bsd_name?: string }[];
  _items?: UsbItem[];
}

const item: z.ZodType<UsbItem> = z.looseObject({
  vendor_id: z.string().optional(),
  product_id: z.string().optional(),
  serial_num: z.string().optional(),
  'Built-in_Device': z.string().optional(),
  bsd_name: z.string().optional(),
  Media: z.array(z.looseObject({ bsd_name: z.string().optional() })).optional(),
  get _items(): z.ZodOptional<z.ZodArray<z.ZodType<UsbItem>>> {
    return z.array(item).optional();
  },
});

export const usbReport = z.array(z.looseObject({ _items: z.array(item) }));

export interface UsbStorage {
  vendorId: string;
  productId: string;
  serial: string | null;
  /** `disk4`. */
  disks: string[];
}

const all = (one: UsbItem): UsbItem[] => [one, ...(one._items ?? []).flatMap(all)];

/** `0x0781  (SanDisk Corporation)`; Apple’s own number is written as a word. */
const numberIn = (text: string | undefined) =>
  text === 'apple_vendor_id' ? '05ac' : /^0x([0-9a-f]{4})\b/i.exec(text ?? '')?.[1]?.toLowerCase();

/** What is plugged in and offers a disk. */
export function usbStorage(report: z.infer<typeof usbReport>): UsbStorage[] {
  return report
    .flatMap(({ _items }) => _items.flatMap(all))
    .filter(one => one['Built-in_Device'] !== 'Yes')
    .flatMap(one => {
      const names = [one.bsd_name, ...(one.Media ?? []).map(({ bsd_name }) => bsd_name)];
      const disks = [...new Set(names.filter(name => name !== undefined && /^disk\d+$/.test(name)))];
      const [vendorId, productId] = [numberIn(one.vendor_id), numberIn(one.product_id)];
      if (disks.length === 0 || vendorId === undefined || productId === undefined) return [];
      return [{ vendorId, productId, serial: one.serial_num?.trim() || null, disks: disks.map(String) }];
    });
}

/** `diskutil info -plist diskN`: whether it is on USB, outside, and may be written to. */
export const diskInfo = z.looseObject({
  BusProtocol: z.string().optional(),
  Internal: z.boolean().optional(),
  WritableMedia: z.boolean().optional(),
});

const volume = z.looseObject({ MountPoint: z.string().optional() });
/** `diskutil list -plist`: of every disk, where its volumes are mounted. */
export const diskList = z.looseObject({
  AllDisksAndPartitions: z.array(
    volume.extend({
      DeviceIdentifier: z.string(),
      Partitions: z.array(volume).default([]),
      APFSVolumes: z.array(volume).default([]),
      APFSPhysicalStores: z.array(z.looseObject({ DeviceIdentifier: z.string() })).default([]),
    }),
  ),
});

/** Of every disk, what tells the medium that lies in it from another: sizes, and the marks of its parts. */
export function mediaIn(list: z.infer<typeof diskList>): Map<string, string> {
  const marks = (one: z.infer<typeof volume>) => [one.Size, one.DiskUUID, one.VolumeUUID].join(' ');
  return new Map(
    list.AllDisksAndPartitions.map(one => [
      one.DeviceIdentifier,
      [one, ...one.Partitions].map(marks).join(', '),
    ]),
  );
}

/** Whether any volume of the disk, or of a container that lies on it, is mounted. */
export function isMounted(list: z.infer<typeof diskList>, disk: string): boolean {
  const mine = list.AllDisksAndPartitions.filter(
    ({ DeviceIdentifier, APFSPhysicalStores }) =>
      DeviceIdentifier === disk ||
      APFSPhysicalStores.some(store => store.DeviceIdentifier.startsWith(`${disk}s`)),
  );
  return mine.some(one =>
    [one, ...one.Partitions, ...one.APFSVolumes].some(({ MountPoint }) => (MountPoint ?? '') !== ''),
  );
}

const santa = z.object({
  daemon: z.looseObject({
    block_usb: z.boolean(),
    remount_usb_mode: z.union([z.string(), z.array(z.string())]).nullish(),
  }),
});

/** `santactl status --json`, of the daemon that runs. Null: it gave another shape. */
export function santaBarrier(stdout: string): Barrier | null {
  const base = { name: 'Santa', layer: 'mount', inForce: true, detail: null } as const;
  try {
    const { block_usb, remount_usb_mode } = santa.parse(JSON.parse(stdout)).daemon;
    if (!block_usb) return { ...base, effect: 'none' };
    const modes = [remount_usb_mode ?? ''].flat().join(' ');
    if (modes.trim() === '') return { ...base, effect: 'blocks' };
    return { ...base, effect: /\brdonly\b/.test(modes) ? 'read_only' : 'none' };
  } catch {
    return null;
  }
}

/** `profiles status -type enrollment`: without a manager no rule of Apple’s can be in force. Null: it does not say. */
export function isManaged(stdout: string): boolean | null {
  const said = /^MDM enrollment:\s*(Yes|No)\b/m.exec(stdout)?.[1];
  return said === undefined ? null : said === 'Yes';
}
