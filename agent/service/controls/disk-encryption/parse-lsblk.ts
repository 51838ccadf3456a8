/** `lsblk -J` of any util-linux since 2.27 as flat nodes with all their ancestors. */
import * as z from 'zod';
import { ProbeError } from '../control.ts';

/** Booleans are `"0"` and `"1"` before util-linux 2.33. */
const flag = z
  .union([z.boolean(), z.enum(['0', '1']).transform(value => value === '1')])
  .nullish()
  .transform(value => value ?? false);
const text = z
  .string()
  .nullish()
  .transform(value => value ?? null);

interface Raw {
  name: string;
  kname?: string | null;
  type: string;
  children?: Raw[];
}

const rawNode = z.object({
  name: z.string().min(1),
  kname: text,
  type: z.string().min(1),
  fstype: text,
  /** `mountpoint` (one) before 2.37. */
  mountpoint: text,
  mountpoints: z.array(z.string().nullable()).nullish(),
  rm: flag,
  hotplug: flag,
  tran: text,
  uuid: text,
});

const rawTree: z.ZodType<Raw> = z.looseObject({
  name: z.string().min(1),
  type: z.string().min(1),
  get children(): z.ZodOptional<z.ZodArray<z.ZodType<Raw>>> {
    return z.array(rawTree).optional();
  },
});

export interface BlockNode {
  /** Without `/dev/` or `/dev/mapper/`. */
  name: string;
  kname: string;
  type: string;
  fileSystem: string | null;
  mountPoints: string[];
  /** Of the file system on it: the same on every device of one that spans several. */
  uuid: string | null;
  removable: boolean;
  /** From this node's parent up to the disk. */
  ancestors: BlockNode[];
}

const short = (name: string) => name.replace(/^\/dev\/(mapper\/)?/, '');

function flatten(raw: Raw, ancestors: BlockNode[], soldered: ReadonlySet<string>): BlockNode[] {
  const { name, kname, type, fstype, mountpoint, mountpoints, rm, hotplug, tran, uuid } = rawNode.parse(raw);
  const known = short(kname ?? name);
  const pluggable = hotplug && !soldered.has(ancestors.at(-1)?.kname ?? known);
  const node: BlockNode = {
    name: short(name),
    kname: known,
    type,
    fileSystem: fstype,
    uuid,
    mountPoints: [...(mountpoints ?? []), mountpoint].filter(point => point !== null),
    removable: rm || pluggable || tran === 'usb' || (ancestors[0]?.removable ?? false),
    ancestors,
  };
  return [node, ...(raw.children ?? []).flatMap(child => flatten(child, [node, ...ancestors], soldered))];
}

/**
 * A node with several parents (RAID, LVM over two disks) appears once below each. `soldered`: disks that lsblk wrongly
 * calls pluggable (system/soldered.ts). Throws ProbeError.
 */
export function parseLsblk(stdout: string, soldered: ReadonlySet<string> = new Set()): BlockNode[] {
  try {
    const tree = z.object({ blockdevices: z.array(rawTree) }).parse(JSON.parse(stdout));
    return tree.blockdevices.flatMap(device => flatten(device, [], soldered));
  } catch {
    throw new ProbeError('unrecognised_output', 'lsblk did not print the JSON that is known', 'lsblk');
  }
}

/** Whether every way from this node to a disk passes an encryption layer, and the names of those layers. */
export function cryptLayers(nodes: readonly BlockNode[]): { every: boolean; layers: BlockNode[] } {
  const layersOf = (node: BlockNode) => [node, ...node.ancestors].filter(({ type }) => type === 'crypt');
  const found = nodes.map(layersOf);
  return { every: found.length > 0 && found.every(layers => layers.length > 0), layers: found.flat() };
}
