/** Disks as `lsblk` has them: which are on USB, what lies on them and where people can reach it. TRAN tells, RM only of a reader inside the computer. */
import * as z from 'zod';
import { commandOutput } from '../../../system/command-output.ts';
import { textOf } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { fixedPlacesIn, forPeople } from '../guard/linux/mounts.ts';

const flag = z.union([z.boolean(), z.enum(['0', '1']).transform(value => value === '1')]).nullish();
const text = z.string().nullish();

interface Raw {
  name: string;
  tran?: string | null;
  fstype?: string | null;
  ro?: boolean | null;
  rm?: boolean | null;
  mountpoint?: string | null;
  mountpoints?: (string | null)[] | null;
  children?: Raw[];
}

const raw: z.ZodType<Raw> = z.looseObject({
  name: z.string().min(1),
  tran: text,
  fstype: text,
  ro: flag,
  rm: flag,
  mountpoint: text,
  mountpoints: z.array(z.string().nullable()).nullish(),
  get children(): z.ZodOptional<z.ZodArray<z.ZodType<Raw>>> {
    return z.array(raw).optional();
  },
});

export interface Disk {
  /** Kernel name: `sdb`. */
  name: string;
  onUsb: boolean;
  /** Where people can reach files of it; what the guard mounts for a scan is not among them. */
  mountPoints: string[];
  /** What lies in it can be taken out while it stays: a card in its reader. */
  removable: boolean;
  /** The computer runs from it. */
  system: boolean;
  /** Mounted where no desktop mounts for people: an administrator's. */
  kept: boolean;
  /** False while anything of it can be written to. */
  readOnly: boolean;
  encrypted: 'luks' | 'bitlocker' | 'no' | null;
}

/** A root-only folder of the guard. */
const ours = /^\/run\/caretaker/;
const systemPlaces = /^(\/|\[SWAP\]|\/(boot|usr|var|home|opt|srv|root|etc|nix)(\/.*)?)$/;

const all = (node: Raw): Raw[] => [node, ...(node.children ?? []).flatMap(all)];

function encryptionOf(nodes: readonly Raw[]): Disk['encrypted'] {
  const types = nodes.map(({ fstype }) => (fstype ?? '').toLowerCase());
  if (types.includes('crypto_luks')) return 'luks';
  if (types.includes('bitlocker')) return 'bitlocker';
  return types.some(type => type !== '') ? 'no' : null;
}

function diskOf(node: Raw, fixedPlaces: ReadonlySet<string>): Disk {
  const nodes = all(node);
  const points = nodes
    .flatMap(one => [...(one.mountpoints ?? []), one.mountpoint])
    .filter(one => typeof one === 'string');
  const mountPoints = points.filter(point => !ours.test(point));
  const parts = nodes.length === 1 ? nodes : nodes.slice(1);
  return {
    name: node.name.replace(/^\/dev\//, ''),
    onUsb: node.tran === 'usb',
    mountPoints,
    removable: node.rm === true,
    system: points.some(point => systemPlaces.test(point)),
    kept: mountPoints.some(point => !forPeople(point) || fixedPlaces.has(point)),
    readOnly: node.ro === true || parts.every(one => one.ro === true),
    encrypted: encryptionOf(nodes),
  };
}

/** Throws ProbeError. */
export function parseDisks(stdout: string, fixedPlaces: ReadonlySet<string> = new Set()): Disk[] {
  try {
    return z
      .object({ blockdevices: z.array(raw) })
      .parse(JSON.parse(stdout))
      .blockdevices.map(node => diskOf(node, fixedPlaces));
  } catch {
    throw new ProbeError('unrecognised_output', 'lsblk did not print the JSON that is known', 'lsblk');
  }
}

/** `MOUNTPOINTS` came with util-linux 2.37. Throws ProbeError. */
export async function disksOf(machine: Machine, signal: AbortSignal): Promise<Disk[]> {
  const columns = (mounts: string) => ['-J', '-o', `NAME,TRAN,FSTYPE,RO,RM,${mounts}`];
  const places = fixedPlacesIn((await textOf(machine, '/etc/fstab', 256 * 1024)) ?? '');
  const newer = await machine.run('lsblk', columns('MOUNTPOINTS'), { signal, timeoutMs: 15_000 });
  if (newer.exit === 0 && newer.stdout.trim() !== '') return parseDisks(newer.stdout, places);
  return parseDisks(await commandOutput(machine, 'lsblk', columns('MOUNTPOINT'), signal, 15_000), places);
}
