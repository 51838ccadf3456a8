/** USB as the kernel has it: every device with its interfaces, the disks and network adapters below it. */
import type {
  Connection,
  Device,
  InterfaceType,
} from '../../../../../shared/controls/removable-media/simulate.ts';
import { namesIn } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';

const root = '/sys/bus/usb/devices';

export interface UsbDevice extends Device {
  /** `3-2`: the bus and the way through its hubs. */
  port: string;
  authorized: boolean | null;
  /** Kernel names of whole disks: `sdb`. Null when they could not be seen. */
  disks: string[] | null;
}

const connectionOf: Partial<Record<string, Connection>> = { fixed: 'hardwired', removable: 'hotplug' };

/** What it does not have, or had before it was taken out. */
const gone = new Set(['ENOENT', 'ENOTDIR', 'ENODEV']);

/** Null where it has none. One that is there and cannot be read could be of anything: throws ProbeError. */
async function attribute(machine: Machine, port: string, name: string): Promise<string | null> {
  const path = `${root}/${port}/${name}`;
  const text = await machine.readFile(path, 512).catch(error => {
    if (gone.has((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw new ProbeError('probe_failed', `${path} cannot be read`, 'sysfs');
  });
  return text.replace(/\0/g, '').trim() || null;
}

async function interfaceType(machine: Machine, name: string): Promise<InterfaceType | null> {
  const parts = await Promise.all(
    ['bInterfaceClass', 'bInterfaceSubClass', 'bInterfaceProtocol'].map(part =>
      attribute(machine, name, part),
    ),
  );
  return parts.every(part => part !== null && /^[0-9a-f]{2}$/i.test(part))
    ? parts.join(':').toLowerCase()
    : null;
}

/** A disk lies some folders below its interface: `host6/target6:0:0/6:0:0:0/block/sdb`. */
async function below(machine: Machine, path: string, folder: string, depth = 4): Promise<string[] | null> {
  const names = await namesIn(machine, path);
  if (names === null) return null;
  if (names.includes(folder)) return namesIn(machine, `${path}/${folder}`);
  if (depth === 0) return [];
  const onward = names.filter(name => /^(host\d+|target[\d:]+|\d+:\d+:\d+:\d+)$/.test(name));
  const found = await Promise.all(onward.map(name => below(machine, `${path}/${name}`, folder, depth - 1)));
  return found.includes(null) ? null : found.flatMap(one => one ?? []);
}

async function look(machine: Machine, port: string, names: readonly string[]): Promise<UsbDevice | null> {
  const own = (name: string) => attribute(machine, port, name);
  const [vendorId, productId, serial, authorized, removable, deviceClass] = await Promise.all(
    ['idVendor', 'idProduct', 'serial', 'authorized', 'removable', 'bDeviceClass'].map(own),
  );
  if (!vendorId || !productId) return null;
  const interfaceNames = names.filter(name => name.startsWith(`${port}:`));
  const types = await Promise.all(interfaceNames.map(name => interfaceType(machine, name)));
  const disks = await Promise.all(interfaceNames.map(name => below(machine, `${root}/${name}`, 'block')));
  const networks = await Promise.all(interfaceNames.map(name => below(machine, `${root}/${name}`, 'net', 0)));
  if (networks.includes(null))
    throw new ProbeError('probe_failed', `what is at ${port} cannot be read`, 'sysfs');
  const interfaces = types.filter(type => type !== null);
  return {
    name: port,
    port,
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    serial: serial ?? null,
    interfaces: interfaces.length === 0 && deviceClass === '09' ? ['09:00:00'] : interfaces,
    connection: connectionOf[removable ?? ''] ?? 'unknown',
    authorized: authorized === '1' ? true : authorized === '0' ? false : null,
    disks: disks.includes(null) ? null : disks.flatMap(one => one ?? []),
    network: networks.some(one => (one ?? []).length > 0),
  };
}

/** Null on a machine whose kernel has no USB at all. Throws ProbeError when it could not be looked at. */
export async function usbTree(machine: Machine): Promise<UsbDevice[] | null> {
  const names = await namesIn(machine, root);
  if (names === null) throw new ProbeError('probe_failed', `${root} cannot be read`, 'sysfs');
  const buses = await namesIn(machine, '/sys/bus');
  if (names.length === 0 && (buses ?? []).length === 0)
    throw new ProbeError('probe_failed', '/sys cannot be read', 'sysfs');
  if (names.length === 0) return null;
  const ports = names.filter(name => /^(usb\d+|\d+-[\d.]+)$/.test(name));
  const devices = await Promise.all(ports.map(port => look(machine, port, names)));
  return devices.filter(device => device !== null);
}
