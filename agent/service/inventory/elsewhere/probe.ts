/**
 * What `systeminformation` tells, gathered in a process of its own: the library and what it holds would
 * otherwise stay in the service's memory. It is for inventory only: where it cannot look it says "" or [].
 */
import * as z from 'zod';
import type { Machine } from '../../controls/control.ts';
import { commandOutput } from '../../system/command-output.ts';

const text = z.string().catch('');
const number = z.number().nullable().catch(null);

const probed = z.object({
  system: z.object({
    manufacturer: text,
    model: text,
    serial: text,
    uuid: text,
    virtual: z.boolean().nullable().catch(null),
  }),
  baseboard: z.object({ serial: text }),
  chassis: z.object({ type: text }),
  bios: z.object({ vendor: text, version: text, releaseDate: text }),
  cpu: z.object({ manufacturer: text, brand: text, cores: number, physicalCores: number }),
  memory: z.object({ total: number }),
  disks: z.array(
    z.object({
      ...{ device: text, name: text, type: text, interfaceType: text, serialNum: text, size: number },
      smartStatus: text,
    }),
  ),
  battery: z.object({
    hasBattery: z.boolean(),
    cycleCount: number,
    designedCapacity: number,
    maxCapacity: number,
  }),
  volumes: z
    .array(z.object({ fs: text, type: text, mount: text, size: number, available: number }))
    .catch([]),
  modules: z
    .array(z.object({ size: number, bank: text, type: text, clockSpeed: number, partNum: text }))
    .catch([]),
  displays: z
    .array(
      z.object({
        vendor: text,
        model: text,
        serial: text.nullable(),
        builtin: z.boolean().nullable().catch(null),
        sizeX: number,
        sizeY: number,
      }),
    )
    .catch([]),
  /** Null where the system could not be asked: the library gives an empty list for both. */
  printers: z
    .array(z.object({ name: text, model: text }))
    .nullable()
    .catch(null),
  adapters: z
    .array(
      z.object({
        iface: text,
        ifaceName: text,
        type: text,
        mac: text,
        virtual: z.boolean().catch(false),
        internal: z.boolean().catch(false),
      }),
    )
    .catch([]),
  os: z.object({ distro: text, release: text, build: text, kernel: text, hostname: text }),
  /** By node-machine-id, whose fall-back on Linux is the host name: there it is not asked. */
  machineId: z.string().nullable(),
});
export type Probed = z.infer<typeof probed>;

type Information = typeof import('systeminformation');

async function furtherParts(information: Information) {
  const [volumes, modules, graphics, printers, adapters] = await Promise.all([
    information.fsSize(),
    information.memLayout(),
    information.graphics(),
    information.printer(),
    information.networkInterfaces(),
  ]);
  return { volumes, modules, displays: graphics.displays, printers, adapters };
}

/** In the short-lived process. `askMachineId` is false on Linux. */
export async function gather(askMachineId: boolean): Promise<Probed> {
  const { default: information } = await import('systeminformation');
  const machineId = askMachineId ? (await import('node-machine-id')).default.machineIdSync(true) : null;
  const [system, baseboard, chassis, bios, cpu, memory, disks, battery, os] = await Promise.all([
    information.system(),
    information.baseboard(),
    information.chassis(),
    information.bios(),
    information.cpu(),
    information.mem(),
    information.diskLayout(),
    information.battery(),
    information.osInfo(),
  ]);
  const computer = { system, baseboard, chassis, bios, cpu, memory, disks, battery, os, machineId };
  return probed.parse({ ...computer, ...(await furtherParts(information)) });
}

/**
 * In the service: starts our own program with `args` and reads what `gather` printed. Throws ProbeError,
 * and for output of another shape a ZodError or SyntaxError.
 */
export async function readProbe(
  machine: Machine,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<Probed> {
  return probed.parse(JSON.parse(await commandOutput(machine, 'self', args, signal, 60_000)));
}
