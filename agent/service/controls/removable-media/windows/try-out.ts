/**
 * What Windows would do to a device under these values of its registry, before one of them is written: its device
 * installation restrictions as Microsoft documents them, layered and not, and the classes of the removable storage
 * policy. Tried on what is plugged in and on the catalogue, so that no plan can take a keyboard, a mouse, a hub, a
 * network adapter or the disk that the computer runs from.
 */
import { type Harm, isAdapter } from '../../../../../shared/controls/removable-media/compile.ts';
import { type Device, stands } from '../../../../../shared/controls/removable-media/simulate.ts';
import type { Wanted } from '../../plan.ts';
import { isPhone, type WindowsTold } from './parse-windows.ts';
import {
  encryptionKey,
  isOn,
  type Keys,
  type listKeys,
  listOf,
  portableDevices,
  removableDisks,
  restrictionsKey,
  storageKey,
} from './windows-keys.ts';

/** One Plug and Play node: a device, or one function of it. */
export interface WindowsNode {
  instance: string;
  /** Hardware and compatible ids. */
  ids: readonly string[];
}

/** The registry as it would be: what is there, and over it what is wanted. */
export function afterPlan(keys: Keys, wanted: readonly Wanted[]): Keys {
  const after: Record<string, Record<string, number | string>> = {};
  for (const [key, values] of Object.entries(keys)) after[key] = { ...values };
  for (const { setting, value } of wanted) {
    if (setting.kind !== 'registry' || value?.kind !== 'registry') continue;
    const data = Array.isArray(value.data) ? value.data.join(' ') : value.data;
    after[setting.key] = { ...after[setting.key], [setting.name]: data };
  }
  return after;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Whether Windows would keep this node from being installed, or take it away again. */
export function isDenied(keys: Keys, { instance, ids }: WindowsNode): boolean {
  const on = (name: string) => isOn(keys, restrictionsKey, name);
  const named = (list: (typeof listKeys)[number], own: readonly string[]) =>
    on(list) && listOf(keys, list).some(entry => own.some(id => same(id, entry)));
  // Which classes are named, and what counts as removable, is not looked into: nothing of ours ever needs it.
  const denies = {
    instance: named('DenyInstanceIDs', [instance]),
    id: named('DenyDeviceIDs', ids),
    rest: on('DenyDeviceClasses') || on('DenyRemovableDevices'),
  };
  const allows = { instance: named('AllowInstanceIDs', [instance]), id: named('AllowDeviceIDs', ids) };
  if (!on('AllowDenyLayered'))
    return (
      denies.instance || denies.id || denies.rest || (on('DenyUnspecified') && !allows.instance && !allows.id)
    );
  // Instance before device id before the rest; within one layer what is denied wins.
  if (denies.instance) return true;
  if (allows.instance) return false;
  if (denies.id) return true;
  return !allows.id && denies.rest;
}

/** `03:01:01` to what Windows makes of one interface. */
function idsOf(type: string): string[] {
  const [device, sub, protocol] = type.toUpperCase().split(':');
  const whole = `USB\\Class_${device}`;
  const mtp = stands('06:01:01', type) ? ['USB\\MS_COMP_MTP'] : [];
  return [`${whole}&SubClass_${sub}&Prot_${protocol}`, `${whole}&SubClass_${sub}`, whole, ...mtp];
}

/** A device of several functions is a composite one, and a node for each. */
export function nodesOf({ vendorId, productId, serial, interfaces }: Device): {
  whole: WindowsNode;
  functions: { type: string; node: WindowsNode }[];
} {
  const model = `USB\\VID_${vendorId.toUpperCase()}&PID_${productId.toUpperCase()}`;
  const instance = `${model}\\${serial ?? '5&1A2B3C&0&1'}`;
  const types = [...new Set(interfaces)];
  const [only] = types;
  if (types.length === 1 && only !== undefined) {
    const whole = { instance, ids: [model, ...idsOf(only)] };
    return { whole, functions: [{ type: only, node: whole }] };
  }
  const functions = types.map((type, at) => {
    const part = `&MI_${String(at).padStart(2, '0')}`;
    const node = {
      instance: `${model}${part}\\6&1A2B3C&0&000${at}`,
      ids: [`${model}${part}`, ...idsOf(type)],
    };
    return { type, node };
  });
  const whole = { instance, ids: [model, 'USB\\DevClass_00', 'USB\\COMPOSITE'] };
  return { whole, functions };
}

const input = 'a keyboard, mouse or other input device';
const adapter = 'a network or wireless adapter';
const precious: [pattern: string, what: string][] = [
  ['03:*:*', input],
  ['09:*:*', 'a hub'],
  ['e0:*:*', adapter],
  ['02:*:*', adapter],
  ['0a:*:*', adapter],
];

function whatIs(device: Device, type: string): string | null {
  const found = precious.find(([pattern]) => stands(pattern, type))?.[1];
  if (found !== undefined) return found;
  return isAdapter(device) && !stands('08:*:*', type) ? adapter : null;
}

/** Classes of storage and of what shows pictures: nothing else may be in the removable storage policy. */
const storageClasses = [removableDisks, ...portableDevices].map(guid => `${storageKey}\\${guid}`);

/** What the class floor takes from everybody, beyond disks and phones. */
function strangeClass(keys: Keys): string | null {
  const floors = Object.keys(keys).filter(key =>
    key.toLowerCase().startsWith(`${storageKey}\\`.toLowerCase()),
  );
  const strange = floors.find(
    key => !storageClasses.some(one => same(one, key)) && Object.values(keys[key] ?? {}).includes(1),
  );
  return strange ?? null;
}

const takesDisks = (keys: Keys) =>
  isOn(keys, storageKey, 'Deny_All') ||
  ['Deny_Read', 'Deny_Write', 'Deny_Execute'].some(right =>
    isOn(keys, `${storageKey}\\${removableDisks}`, right),
  ) ||
  isOn(keys, encryptionKey, 'RDVDenyWriteAccess');

/** Every described device that these values could take and must not. */
export function harmsOnWindows(keys: Keys, devices: readonly Device[]): Harm[] {
  const strange = strangeClass(keys);
  return devices.flatMap(device => {
    const { whole, functions } = nodesOf(device);
    const wholly = isDenied(keys, whole);
    const hit = functions.find(({ type, node }) => {
      const what = whatIs(device, type);
      return what !== null && (wholly || strange !== null || isDenied(keys, node));
    });
    if (hit !== undefined) return [{ device, what: whatIs(device, hit.type) ?? '' }];
    const disk = functions.some(({ type, node }) => stands('08:*:*', type) && isDenied(keys, node));
    return device.bootDisk && (disk || wholly || takesDisks(keys))
      ? [{ device, what: 'the disk that the computer runs from' }]
      : [];
  });
}

const preciousIds = precious.map(([pattern, what]) => [`USB\\Class_${pattern.slice(0, 2)}`, what] as const);
const preciousClasses: Record<string, string> = {
  ...{ keyboard: input, mouse: input, hidclass: input },
  ...{ net: adapter, bluetooth: adapter },
};
const modelOf = (id: string) => /^USB\\VID_[0-9A-F]{4}&PID_[0-9A-F]{4}/i.exec(id)?.[0].toUpperCase() ?? id;

/** The first device that is plugged in (a phone that gives internet is a phone), and that these values could take and must not: for a person. */
export function harmHere(
  keys: Keys,
  { nodes }: Pick<WindowsTold, 'nodes'>,
): { id: string; what: string } | null {
  const denied = nodes.filter(({ id, compatible }) => isDenied(keys, { instance: id, ids: compatible }));
  for (const { id, class: setup, compatible } of nodes) {
    const found = preciousIds.find(([start]) =>
      compatible.some(one => one.toLowerCase().startsWith(start.toLowerCase())),
    );
    const what = found?.[1] ?? preciousClasses[setup.toLowerCase()];
    // A function goes with its whole device.
    const isPart = /&MI_/i.test(id);
    const gone = denied.some(
      one => one.id === id || (isPart && !/&MI_/i.test(one.id) && modelOf(one.id) === modelOf(id)),
    );
    const phone = nodes.some(one => modelOf(one.id) === modelOf(id) && isPhone(one));
    if (what !== undefined && gone && !(phone && what === adapter)) return { id: modelOf(id), what };
  }
  return null;
}
