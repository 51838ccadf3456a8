/** What Windows answered, as an observation. The instance id's last segment is the serial unless Windows made it up. */
import * as z from 'zod';
import type {
  Barrier,
  Medium,
  Observation,
  Weakness,
} from '../../../../../shared/controls/removable-media/observation.ts';
import { allRows, moment, parseTold, rowsOf, unwrapped } from '../../../system/powershell.ts';
import { type KnownMedia, standingOf } from '../known-media.ts';
import { edition, type WindowsEdition } from './windows-edition.ts';
import {
  encryptionKey,
  isOn,
  type Keys,
  listOf,
  phoneIds,
  removableDisks,
  restrictionsKey,
  storageId,
  storageKey,
} from './windows-keys.ts';

const source = 'Win32_PnPEntity and MSFT_Disk (powershell)';

const list = <T>(row: z.ZodType<T>) => z.preprocess(unwrapped, z.array(row));
const node = z.object({
  id: z.string(),
  class: z.string(),
  problem: z.int().nullable(),
  compatible: list(z.string()),
});
type Node = z.infer<typeof node>;
const disk = z.object({
  parent: z.string().nullable(),
  readOnly: z.boolean(),
  system: z.boolean(),
  /** What lies in it, told from what lay in it before (`mediumOf`). */
  medium: z.string().optional(),
  /** Drive letters and folders under which people reach it. */
  open: z.int(),
  /** BitLocker's protection of each volume: 0 off, 1 on, 2 locked. */
  locks: list(z.int()),
  volumes: z.int(),
});
export type WindowsDisk = z.infer<typeof disk>;

const answer = z.object({
  keys: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string()]))),
  edition: z.string().min(1),
  build: z.int().positive(),
  revision: z.int().nonnegative(),
  startedAt: moment,
  controllers: rowsOf(z.object({ status: z.string() })),
  nodes: rowsOf(node),
  disks: rowsOf(disk),
  encryption: rowsOf(z.object({ seen: z.boolean(), keysOnSticks: z.int().nonnegative().nullable() })),
  adapters: rowsOf(z.object({ id: z.string(), medium: z.number().nullable(), up: z.number().nullable() })),
});

export interface WindowsTold {
  keys: Keys;
  edition: WindowsEdition;
  startedAt: number | null;
  hasUsb: boolean;
  nodes: Node[];
  disks: WindowsDisk[] | null;
  bitlockerSeen: boolean;
  /** Whether a key that this computer is started or recovered with lies on a stick; null where that was not seen. */
  keysOnSticks: boolean | null;
  adapters: { id: string; medium: number | null; up: number | null }[] | null;
}

function anyKeys(volumes: readonly { keysOnSticks: number | null }[]): boolean | null {
  if (volumes.some(({ keysOnSticks }) => keysOnSticks !== null && keysOnSticks > 0)) return true;
  const seen = volumes.length > 0 && volumes.every(({ keysOnSticks }) => keysOnSticks !== null);
  return seen ? false : null;
}

/** Throws ProbeError. */
export function parseWindows(stdout: string): WindowsTold {
  const { language, answer: told } = parseTold(stdout, answer, source);
  const nodes = allRows(told.nodes, language, source);
  const controllers = allRows(told.controllers, language, source);
  return {
    keys: told.keys,
    edition: edition(told.edition, told.build, told.revision),
    startedAt: told.startedAt,
    hasUsb: controllers.length > 0 || nodes.length > 0,
    nodes,
    disks: 'rows' in told.disks ? told.disks.rows : null,
    bitlockerSeen: 'rows' in told.encryption,
    keysOnSticks: 'rows' in told.encryption ? anyKeys(told.encryption.rows) : null,
    adapters: 'rows' in told.adapters ? told.adapters.rows : null,
  };
}

const starts = (compatible: readonly string[], id: string) =>
  compatible.some(one => one.toLowerCase().startsWith(id.toLowerCase()));
const isStorage = ({ compatible }: Node) => starts(compatible, storageId);
export const isPhone = ({ class: pnpClass, compatible }: Node) =>
  pnpClass === 'WPD' || phoneIds.some(id => starts(compatible, id));
const isInput = ({ compatible }: Node) => starts(compatible, 'USB\\Class_03');

export interface WindowsIdentity {
  vendorId: string;
  productId: string;
  serial: string | null;
  /** A function of a device that is several: `&MI_00`. */
  part: boolean;
}

/** `USB\VID_0781&PID_5567\4C530001`. A second character `&` means that Windows made the rest up for the port. */
export function identityOf(instanceId: string): WindowsIdentity | null {
  const found = /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})(&MI_[0-9A-F]{2})?[^\\]*\\([^\\]+)$/i.exec(
    instanceId,
  );
  const [, vendorId, productId, part, last] = found ?? [];
  if (vendorId === undefined || productId === undefined || last === undefined) return null;
  const serial = last[1] === '&' || part !== undefined ? null : last;
  return {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    serial,
    part: part !== undefined,
  };
}

const model = (id: string) => /VID_([0-9A-F]{4})&PID_([0-9A-F]{4})/i.exec(id)?.[0].toUpperCase() ?? id;

/** A function has no serial of its own: its device has, where only one of that model is there. */
function wholeIdentity(one: Node, nodes: readonly Node[]): WindowsIdentity | null {
  const own = identityOf(one.id);
  if (own === null || !own.part) return own;
  const whole = nodes.filter(({ id }) => model(id) === model(one.id) && !/&MI_/i.test(id));
  const [only] = whole;
  return whole.length === 1 && only !== undefined
    ? { ...own, serial: identityOf(only.id)?.serial ?? null }
    : own;
}

function encryptionOf(disks: readonly WindowsDisk[], seen: boolean): Medium['encrypted'] {
  const locks = disks.flatMap(one => one.locks);
  if (locks.some(lock => lock === 1 || lock === 2)) return 'bitlocker';
  return seen && locks.length > 0 ? 'no' : null;
}

function mediumOf(one: Node, told: WindowsTold, known: KnownMedia | null, denied: Denied): Medium | null {
  const identity = wholeIdentity(one, told.nodes);
  if (identity === null) return null;
  const { vendorId, productId, serial } = identity;
  const { encryptsItself, ...standing } = standingOf({ vendorId, productId, serial }, known);
  const admitted = one.problem === null ? null : one.problem === 0;
  const base = {
    vendorId,
    productId,
    ...standing,
    ownSerial: serial !== null,
    alsoInput: told.nodes.some(other => model(other.id) === model(one.id) && isInput(other)),
    admitted,
  };
  if (!isStorage(one))
    return {
      ...base,
      kind: 'phone_or_camera',
      readable: admitted,
      writable: null,
      encrypted: null,
      mounted: null,
    };
  const mine = told.disks?.filter(({ parent }) => parent?.toUpperCase() === one.id.toUpperCase()) ?? null;
  const seen = (something: (disk: WindowsDisk) => boolean, no: boolean | null) =>
    mine === null ? null : unless(no, mine.some(something));
  return {
    ...base,
    kind: 'storage',
    readable: admitted === false ? false : seen(() => true, denied.read),
    writable: seen(({ readOnly }) => !readOnly, denied.write),
    encrypted: encryptsItself ? 'by_itself' : encryptionOf(mine ?? [], told.bitlockerSeen),
    mounted: seen(({ open }) => open > 0, denied.read),
  };
}

/** What is so, unless it is denied; where that is not known, only what is not so can be said. */
const unless = (denied: boolean | null, so: boolean): boolean | null =>
  !so || denied === true ? false : denied === null ? null : true;

interface Denied {
  read: boolean | null;
  write: boolean | null;
}

/** What the class floor is set to take from everybody. */
export function floorOf(keys: Keys): { read: boolean; write: boolean } {
  const guid = `${storageKey}\\${removableDisks}`;
  const all = isOn(keys, storageKey, 'Deny_All');
  return { read: all || isOn(keys, guid, 'Deny_Read'), write: all || isOn(keys, guid, 'Deny_Write') };
}

/** It counts only once Windows was started with it. */
function deniedBy(keys: Keys, started: boolean | null): Denied {
  const { read, write } = floorOf(keys);
  return { read: read && started, write: write && started };
}

function floorBarrier(keys: Keys, started: boolean | null): Barrier {
  const { read, write } = floorOf(keys);
  const base = { name: 'removable storage policy', layer: 'mount', detail: null } as const;
  if (read && write) return { ...base, effect: 'blocks', inForce: started };
  return { ...base, effect: write ? 'read_only' : 'none', inForce: write ? started : true };
}

function installBarrier(told: WindowsTold): Barrier {
  const { keys } = told;
  const on = ['AllowDenyLayered', 'DenyDeviceIDs', 'DenyDeviceIDsRetroactive'].every(name =>
    isOn(keys, restrictionsKey, name),
  );
  const named = listOf(keys, 'DenyDeviceIDs').some(id => id.toLowerCase() === storageId.toLowerCase());
  const base = { name: 'device installation policy', layer: 'device' } as const;
  if (!on || !named) return { ...base, effect: 'none', inForce: true, detail: null };
  if (!told.edition.layered)
    return { ...base, effect: 'blocks', inForce: false, detail: `${told.edition.name} does not read it` };
  return { ...base, effect: 'blocks', inForce: true, detail: null };
}

function encryptionBarrier(keys: Keys): Barrier {
  const on = isOn(keys, encryptionKey, 'RDVDenyWriteAccess');
  const overruled = floorOf(keys).write;
  const effect = on && !overruled ? 'encrypted_only' : 'none';
  const detail = on && overruled ? 'set aside by the removable storage policy' : null;
  return { name: 'BitLocker for portable drives', layer: 'mount', effect, inForce: true, detail };
}

/** MDM keeps what it decided in a store of its own, beside the policy that it writes. */
export function managerOf(keys: Keys): string | null {
  const mdm = Object.entries(keys).filter(
    ([key, values]) =>
      /PolicyManager/i.test(key) &&
      Object.keys(values).some(name => /^(Prevent|Allow|Removable|Enable|WPD)/i.test(name)),
  );
  if (mdm.length > 0) return 'device management (MDM)';
  // Ours are layered, and deny by kind and allow by instance alone.
  const foreign = [
    'DenyUnspecified',
    'DenyRemovableDevices',
    'DenyDeviceClasses',
    'AllowDeviceIDs',
    'DenyInstanceIDs',
  ];
  const unlayered =
    isOn(keys, restrictionsKey, 'DenyDeviceIDs') && !isOn(keys, restrictionsKey, 'AllowDenyLayered');
  const others = unlayered || foreign.some(name => isOn(keys, restrictionsKey, name));
  return others ? 'another policy of this school or its IT' : null;
}

const mobile = new Set([8, 9, 10, 19]);

/** NdisPhysicalMedium 8 is a mobile modem; a phone’s own network is RNDIS, told by its other functions. */
function tetheringOf({ adapters, nodes }: WindowsTold): Observation['tethering'] {
  if (adapters === null) return null;
  const active = adapters.filter(({ up }) => up === 1);
  const phones = active.filter(({ id, medium }) => {
    const mine = nodes.filter(one => model(one.id) === model(id));
    return (
      (medium !== null && mobile.has(medium)) ||
      mine.some(one => isPhone(one) || starts(one.compatible, 'USB\\Class_E0&SubClass_01&Prot_03'))
    );
  });
  return phones.slice(0, 16).flatMap(({ id }) => {
    const identity = identityOf(id);
    return identity === null ? [] : [{ vendorId: identity.vendorId, productId: identity.productId }];
  });
}

/** `started`: whether Windows was started since the class floor was set; null when that is not known. */
export function observed(told: WindowsTold, known: KnownMedia | null, started: boolean | null): Observation {
  const floor = floorBarrier(told.keys, started);
  const weaknesses: Weakness[] = floor.effect !== 'none' && started === false ? ['restart_needed'] : [];
  const denied = deniedBy(told.keys, started);
  const media = told.nodes
    .filter(one => isStorage(one) || isPhone(one))
    .filter(
      one =>
        !told.disks?.some(({ parent, system }) => system && parent?.toUpperCase() === one.id.toUpperCase()),
    )
    .flatMap(one => mediumOf(one, told, known, denied) ?? []);
  return {
    system: 'windows',
    hasUsb: told.hasUsb,
    barriers: [installBarrier(told), floor, encryptionBarrier(told.keys)],
    weaknesses,
    managedBy: managerOf(told.keys),
    media: media.slice(0, 64),
    tethering: tetheringOf(told),
  };
}
