/** The computer itself as the probe tells it: Windows and macOS. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';
import { workOf } from '../../system/work-kept.ts';
import { batteryParts } from '../batteries.ts';
import { percentOf } from '../percent.ts';
import { meaningful } from '../serials.ts';
import { probedDisks, probedVolumes } from './disks.ts';
import { probedParts } from './parts.ts';
import type { Probed } from './probe.ts';
import { windowsStarting } from './windows-starting.ts';

function battery({ battery: told }: Probed) {
  if (!told.hasBattery) return [];
  const { designedCapacity, maxCapacity, cycleCount } = told;
  const healthPercent =
    designedCapacity && maxCapacity ? percentOf(maxCapacity, designedCapacity, 200) : null;
  return [{ healthPercent, cycles: cycleCount && cycleCount > 0 ? Math.round(cycleCount) : null }];
}

const whole = (value: number | null) => (value && value > 0 ? Math.round(value) : null);

export async function probedHardware(
  machine: Machine,
  platform: Platform,
  told: Probed,
  signal?: AbortSignal,
): Promise<Hardware> {
  return {
    manufacturer: meaningful(told.system.manufacturer),
    model: meaningful(told.system.model),
    serial: meaningful(told.system.serial),
    chassis: meaningful(told.chassis.type),
    processor: {
      model: meaningful(`${told.cpu.manufacturer} ${told.cpu.brand}`),
      cores: whole(told.cpu.physicalCores) ?? whole(told.cpu.cores),
    },
    memoryBytes: whole(told.memory.total),
    disks: probedDisks(told.disks),
    ...batteryParts(battery(told)),
    firmware: {
      vendor: meaningful(told.bios.vendor),
      version: meaningful(told.bios.version),
      date: meaningful(told.bios.releaseDate),
    },
    volumes: probedVolumes(told.volumes),
    ...probedParts(told),
    // A Mac of today has neither as other computers do: its own chip keeps keys and judges what may start.
    ...(platform === 'windows' ? await windowsStarting(machine, signal) : {}),
    ...(await workOf(machine)),
  };
}
