/**
 * Devices that every list of rules is tried on before it is written, beside the ones that are really there. All are
 * composed: the interfaces are those of real kinds of device, the numbers and serials belong to nobody.
 */
import type { Device } from './simulate.ts';

const device = (name: string, interfaces: readonly string[], over: Partial<Device> = {}): Device => ({
  name,
  vendorId: '1209',
  productId: 'c0de',
  serial: 'COMPOSED-0001',
  interfaces,
  connection: 'hotplug',
  ...over,
});

/** A stick of a maker and model that nobody would register. */
export const strangerStick = device('a stick', ['08:06:50'], { vendorId: 'f00d', productId: '0bad' });

export const portableDevices: readonly Device[] = [
  strangerStick,
  device('an SSD that speaks UAS', ['08:06:50', '08:06:62']),
  device('a phone showing files (MTP)', ['06:01:01', 'ff:42:01'], { serial: null }),
  device('a camera (PTP)', ['06:01:01']),
  device('a card reader', ['08:06:50'], { serial: null }),
  device('a stick without a serial number', ['08:06:50'], { serial: null }),
];

export const preciousDevices: readonly Device[] = [
  device('a keyboard', ['03:01:01', '03:00:00'], { serial: null }),
  device('a mouse', ['03:01:02'], { serial: null }),
  device('the last keyboard', ['03:01:01'], { serial: null, lastInput: true }),
  device('the last keyboard, with storage', ['03:01:01', '08:06:50'], { lastInput: true }),
  device('a stick that also types', ['08:06:50', '03:01:01']),
  device('a receiver for a keyboard and a mouse', ['03:01:01', '03:01:02', '03:00:00'], { serial: null }),
  device('a hub', ['09:00:00'], { serial: null }),
  device('a hub with two settings', ['09:00:01', '09:00:02'], { serial: null }),
  device('the hub inside a keyboard', ['09:00:00'], { serial: null, connection: 'unknown' }),
  device('a Bluetooth adapter', ['e0:01:01', 'e0:01:01'], { serial: null }),
  device('a network adapter', ['02:06:00', '0a:00:00']),
  device('a network adapter of its maker’s own kind', ['ff:ff:00'], { network: true }),
  device('a card reader inside the computer', ['08:06:50'], { connection: 'hardwired' }),
  device('a camera inside the computer', ['0e:01:00', '0e:02:00'], { connection: 'hardwired' }),
  device('a screen reader’s braille display', ['03:00:00', 'ff:00:00']),
];

/** What may be turned away as well as what must not. */
export const catalogue: readonly Device[] = [
  ...portableDevices,
  ...preciousDevices,
  device('a webcam', ['0e:01:00', '0e:02:00', '01:01:00', '01:02:00']),
  device('a headset', ['01:01:00', '01:02:00']),
  device('a printer', ['07:01:02']),
];
