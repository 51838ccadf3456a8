/** Linux: USBGuard at the port, udev and polkit at the mount, and what is plugged in by sysfs and lsblk. */
import type { Observation } from '../../../../shared/controls/removable-media/observation.ts';
import { policy as schema } from '../../../../shared/controls/removable-media/policy.ts';
import type { Backend, Machine } from '../control.ts';
import { MediaGuard } from './guard/guard.ts';
import { LinuxHands } from './guard/linux/hands.ts';
import { scanHints, usualPlaces } from './guard/scan/scan.ts';
import { rememberedMedia } from './known-media.ts';
import {
  askDaemon,
  counts,
  polkitBarrier,
  udevBarrier,
  usbguardBarrier,
  weaknessesOf,
} from './linux/barriers.ts';
import { type Disk, disksOf } from './linux/disks.ts';
import { linuxPlan } from './linux/linux-plan.ts';
import { inputRemainsOn, mediaOf, tetheringOf, withListedInterfaces, withRoles } from './linux/present.ts';
import { usbTree } from './linux/usb-tree.ts';
import { wirelessTethering } from './linux/wireless.ts';

const none: Observation = {
  system: 'linux',
  hasUsb: false,
  barriers: [],
  weaknesses: [],
  managedBy: null,
  media: [],
  tethering: null,
};

/** Everything that is on USB, with what the computer needs of it. Throws ProbeError. */
async function attached(machine: Machine, listed: string | null, signal: AbortSignal) {
  const tree = await usbTree(machine);
  const disks: Disk[] = await disksOf(machine, signal);
  const devices = await withRoles(machine, withListedInterfaces(tree ?? [], listed), disks);
  return { hasUsb: tree !== null, devices, disks };
}

export const linux: Backend<Observation> = {
  source: 'sysfs, lsblk, usbguard and pkcheck',
  async observe(machine, signal) {
    const daemon = await askDaemon(machine, signal);
    const { hasUsb, devices, disks } = await attached(machine, daemon.devices, signal);
    if (!hasUsb) return none;
    const udev = await udevBarrier(machine, signal);
    const polkit = await polkitBarrier(machine, signal);
    const barriers = [usbguardBarrier(daemon), polkit, ...(udev === null ? [] : [udev])];
    const weaknesses = await weaknessesOf(machine, daemon);
    const wireless = await wirelessTethering(machine);
    return {
      system: 'linux',
      hasUsb,
      barriers: barriers.filter(barrier => counts(barrier, udev)),
      weaknesses: weaknesses.seen,
      ...(weaknesses.unseen ? { weaknessesUnseen: true } : {}),
      managedBy: null,
      media: mediaOf(devices, disks, await rememberedMedia(machine.memory)),
      tethering: wireless === null ? null : [...tetheringOf(devices), ...wireless],
    };
  },
  async plan(machine, policy, signal) {
    const daemon = await askDaemon(machine, signal);
    const { devices } = await attached(machine, daemon.devices, signal);
    const found = { usbguard: daemon.installed, present: devices };
    return linuxPlan(machine, schema.parse(policy), {
      ...found,
      inputRemains: await inputRemainsOn(machine, devices),
    });
  },
  hints: () => scanHints(usualPlaces),
  guard: edges => new MediaGuard(edges, new LinuxHands({ machine: edges.machine })),
};
