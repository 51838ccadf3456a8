/** The computer itself. On Linux the kernel's own files are read first: the library guesses where they are missing. */
import type { Hardware } from '../../../shared/protocol/inventory.ts';
import type { Machine } from '../controls/control.ts';
import type { Platform } from '../controls/registry.ts';
import { textOf } from '../system/presence.ts';
import { linuxDisks, probedDisks } from './disks.ts';
import type { Probed } from './probe.ts';
import { meaningful } from './serials.ts';

const dmi = '/sys/class/dmi/id';

/** Null for what is not there, not readable (serials need root) or a placeholder. */
async function dmiField(machine: Machine, name: string): Promise<string | null> {
  return meaningful(await textOf(machine, `${dmi}/${name}`, 400));
}

/** The table of the firmware, or on small boards the device tree's own name for them. */
async function linuxIdentity(machine: Machine): Promise<Partial<Hardware>> {
  const field = (name: string) => dmiField(machine, name);
  return {
    manufacturer: await field('sys_vendor'),
    model: (await field('product_name')) ?? meaningful(await textOf(machine, '/proc/device-tree/model', 400)),
    serial: await field('product_serial'),
    firmware: {
      vendor: await field('bios_vendor'),
      version: await field('bios_version'),
      date: await field('bios_date'),
    },
  };
}

/** `model name : AMD EPYC …` of the first processor. */
export function processorModel(cpuinfo: string): string | null {
  return meaningful(/^(?:model name|Model)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1]);
}

/** Bytes from `MemTotal: 24684084 kB`. */
export function totalMemory(meminfo: string): number | null {
  const kilobytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function battery({ battery: told }: Probed): Hardware['battery'] {
  if (!told.hasBattery) return null;
  const { designedCapacity, maxCapacity, cycleCount } = told;
  const health = designedCapacity && maxCapacity ? (100 * maxCapacity) / designedCapacity : null;
  const healthPercent = health === null ? null : Math.min(200, Math.round(health));
  return { healthPercent, cycles: cycleCount && cycleCount > 0 ? Math.round(cycleCount) : null };
}

const whole = (value: number | null) => (value && value > 0 ? Math.round(value) : null);

function fromProbe(told: Probed): Hardware {
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
    battery: battery(told),
    firmware: {
      vendor: meaningful(told.bios.vendor),
      version: meaningful(told.bios.version),
      date: meaningful(told.bios.releaseDate),
    },
  };
}

/** Throws what `linuxDisks` throws. */
export async function readHardware(
  machine: Machine,
  platform: Platform,
  told: Probed,
  signal?: AbortSignal,
): Promise<Hardware> {
  const base = fromProbe(told);
  if (platform !== 'linux') return base;
  const identity = await linuxIdentity(machine);
  const cpuinfo = (await textOf(machine, '/proc/cpuinfo')) ?? '';
  const meminfo = (await textOf(machine, '/proc/meminfo')) ?? '';
  return {
    ...base,
    manufacturer: identity.manufacturer ?? base.manufacturer,
    model: identity.model ?? base.model,
    serial: identity.serial ?? base.serial,
    processor: { ...base.processor, model: processorModel(cpuinfo) ?? base.processor.model },
    memoryBytes: totalMemory(meminfo) ?? base.memoryBytes,
    disks: await linuxDisks(machine, signal),
    firmware: {
      vendor: identity.firmware?.vendor ?? base.firmware.vendor,
      version: identity.firmware?.version ?? base.firmware.version,
      date: identity.firmware?.date ?? base.firmware.date,
    },
  };
}
