/** The computer itself, by plain reads of the kernel's own files. `lsblk` is the only program that is started. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { textOf } from '../../system/presence.ts';
import { workOf } from '../../system/work-kept.ts';
import { batteryParts } from '../batteries.ts';
import { meaningful } from '../serials.ts';
import { linuxBatteries } from './batteries.ts';
import { linuxDisks } from './disks.ts';
import { linuxMonitors } from './monitors.ts';
import { linuxNetworkAdapters } from './network.ts';
import { linuxPrinters } from './printers.ts';
import { linuxMemoryModules } from './smbios.ts';
import { secureBoot, tpm } from './starting.ts';

/** Null for what is not there, not readable (serials need root) or a placeholder. */
async function dmiField(machine: Machine, name: string): Promise<string | null> {
  return meaningful(await textOf(machine, `/sys/class/dmi/id/${name}`, 400));
}

/** Numbers of section 7.4.1 of SMBIOS. */
const chassisKinds: Record<string, string> = {
  3: 'Desktop',
  4: 'Low-profile desktop',
  5: 'Pizza box',
  6: 'Mini tower',
  7: 'Tower',
  8: 'Portable',
  9: 'Laptop',
  10: 'Notebook',
  11: 'Hand-held',
  13: 'All in one',
  14: 'Sub-notebook',
  15: 'Space-saving',
  17: 'Server',
  23: 'Rack server',
  30: 'Tablet',
  31: 'Convertible',
  32: 'Detachable',
  35: 'Mini PC',
  36: 'Stick PC',
};

/** The table of the firmware, or on small boards the device tree's own name for them. */
async function identity(machine: Machine) {
  const field = (name: string) => dmiField(machine, name);
  const serial = await field('product_serial');
  return {
    manufacturer: await field('sys_vendor'),
    model: (await field('product_name')) ?? meaningful(await textOf(machine, '/proc/device-tree/model', 400)),
    serial: serial ?? meaningful(await textOf(machine, '/proc/device-tree/serial-number', 400)),
    chassis: chassisKinds[(await field('chassis_type')) ?? ''] ?? null,
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

/** Real cores where the processor tells them from threads, else what it shows. */
export function processorCores(cpuinfo: string): number | null {
  const blocks = cpuinfo.split(/\n\s*\n/).filter(block => /^processor\s*:/m.test(block));
  const field = (block: string, name: string) => new RegExp(`^${name}\\s*:\\s*(\\d+)`, 'm').exec(block)?.[1];
  const cores = blocks.map(block => {
    const core = field(block, 'core id');
    return core === undefined ? field(block, 'processor') : `${field(block, 'physical id') ?? 0}.${core}`;
  });
  return new Set(cores).size || null;
}

/** Bytes from `MemTotal: 24684084 kB`. */
export function totalMemory(meminfo: string): number | null {
  const kilobytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** Throws what `linuxDisks` and `linuxBatteries` throw. */
export async function linuxHardware(machine: Machine, signal?: AbortSignal): Promise<Hardware> {
  const [disks, batteries] = await Promise.all([linuxDisks(machine, signal), linuxBatteries(machine)]);
  const cpuinfo = (await textOf(machine, '/proc/cpuinfo')) ?? '';
  const meminfo = (await textOf(machine, '/proc/meminfo')) ?? '';
  return {
    ...(await identity(machine)),
    processor: { model: processorModel(cpuinfo), cores: processorCores(cpuinfo) },
    memoryBytes: totalMemory(meminfo),
    ...disks,
    ...batteryParts(batteries),
    secureBoot: await secureBoot(machine),
    tpm: await tpm(machine),
    memoryModules: await linuxMemoryModules(machine),
    monitors: await linuxMonitors(machine),
    printers: await linuxPrinters(machine),
    networkAdapters: await linuxNetworkAdapters(machine),
    ...(await workOf(machine)),
  };
}
