/** What is plugged in, put together from sysfs, USBGuard's own list (which also knows what is blocked) and the disks. */
import {
  isInput,
  isPhoneOrCamera,
  isStorage,
} from '../../../../../shared/controls/removable-media/compile.ts';
import type { Medium } from '../../../../../shared/controls/removable-media/observation.ts';
import { textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import { type KnownMedia, standingOf } from '../known-media.ts';
import type { Disk } from './disks.ts';
import { inputRemains, lastInputs } from './input-devices.ts';
import type { UsbDevice } from './usb-tree.ts';
import { parseRules } from './usbguard-rules.ts';

/** A device that is not admitted shows no interfaces in sysfs; the daemon read them from its descriptors. */
export function withListedInterfaces(devices: readonly UsbDevice[], listed: string | null): UsbDevice[] {
  const byPort = new Map((parseRules(listed ?? '') ?? []).map(rule => [rule.port, rule]));
  return devices.map(device => {
    const types = byPort.get(device.port)?.interfaces?.types ?? [];
    return types.length === 0 ? device : { ...device, interfaces: types };
  });
}

/** Marks what the computer runs from and what it could not be used without. */
export async function withRoles(
  machine: Machine,
  devices: readonly UsbDevice[],
  disks: readonly Disk[],
): Promise<UsbDevice[]> {
  const last = lastInputs((await textOf(machine, '/proc/bus/input/devices', 256 * 1024)) ?? '');
  const system = new Set(disks.filter(disk => disk.system).map(({ name }) => name));
  return devices.map(device => ({
    ...device,
    lastInput: last.has(device.port),
    bootDisk: (device.disks ?? []).some(name => system.has(name)),
  }));
}

/** Laptops whose keyboard cannot be taken off (SMBIOS: portable, laptop, notebook, sub-notebook, convertible). */
const laptops = /^(8|9|10|14|31)$/;

/** Whether a keyboard and a pointer would be left if whatever is also a stick were turned away. */
export async function inputRemainsOn(machine: Machine, devices: readonly UsbDevice[]): Promise<boolean> {
  const inputs = await textOf(machine, '/proc/bus/input/devices', 256 * 1024);
  const chassis = await textOf(machine, '/sys/class/dmi/id/chassis_type', 16);
  const alsoSticks = new Set(devices.filter(isStorage).map(({ port }) => port));
  return inputRemains(inputs ?? '', port => alsoSticks.has(port), laptops.test((chassis ?? '').trim()));
}

const readable = (device: UsbDevice, disks: readonly Disk[] | null) => {
  if (device.authorized === false) return false;
  if (isStorage(device)) return disks === null ? null : disks.length > 0;
  return device.authorized;
};

function mediumOf(device: UsbDevice, all: readonly Disk[] | null, known: KnownMedia | null): Medium {
  const mine =
    all === null || device.disks === null ? null : all.filter(({ name }) => device.disks?.includes(name));
  const { encryptsItself, ...standing } = standingOf(device, known);
  const [first] = mine ?? [];
  const phone = !isStorage(device);
  return {
    vendorId: device.vendorId,
    productId: device.productId,
    ...standing,
    ownSerial: device.serial !== null,
    kind: phone ? 'phone_or_camera' : 'storage',
    alsoInput: isInput(device),
    admitted: device.authorized,
    readable: readable(device, mine),
    writable: phone || mine === null ? null : mine.some(disk => !disk.readOnly),
    encrypted: encryptsItself ? 'by_itself' : (first?.encrypted ?? null),
    mounted: phone || mine === null ? null : mine.some(disk => disk.mountPoints.length > 0),
  };
}

/** A reader inside the computer that holds a card, and not one that stays there: lsblk leaves an empty one out. */
function holdsCard(device: UsbDevice, disks: readonly Disk[] | null): boolean {
  const mine = disks?.filter(({ name }) => device.disks?.includes(name)) ?? [];
  return mine.some(({ removable }) => removable) && !mine.some(({ kept }) => kept);
}

/** Portable media alone: what is inside the computer is none, unless it is a card in a reader; nor what it runs from. */
export function mediaOf(
  devices: readonly UsbDevice[],
  disks: readonly Disk[] | null,
  known: KnownMedia | null,
): Medium[] {
  return devices
    .filter(device => isStorage(device) || isPhoneOrCamera(device))
    .filter(device => device.connection !== 'hardwired' || holdsCard(device, disks))
    .filter(device => !device.bootDisk)
    .slice(0, 64)
    .map(device => mediumOf(device, disks, known));
}

const internet = /^(e0:01:03|02:0e:|06:01:)/;

/** Phones and modems, told from an adapter for a cable by what else they are. */
export function tetheringOf(devices: readonly UsbDevice[]): { vendorId: string; productId: string }[] {
  return devices
    .filter(device => device.network && device.interfaces.some(type => internet.test(type)))
    .slice(0, 16)
    .map(({ vendorId, productId }) => ({ vendorId, productId }));
}
