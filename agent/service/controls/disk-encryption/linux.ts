/**
 * Linux: every mounted file system and swap area, and whether each way down to its disk passes a
 * dm-crypt layer with a cipher. Works without privilege; `cryptsetup status` confirms as root.
 */
import type { Observation, Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { type Mount, parseMounts, parseSwaps, type Swap } from '../../system/mounts.ts';
import { textOf } from '../../system/presence.ts';
import { solderedDisks } from '../../system/soldered.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { cipherOf } from './cipher.ts';
import { keyBeside } from './key-beside.ts';
import { type BlockNode, cryptLayers, parseLsblk } from './parse-lsblk.ts';
import { RecoveryKeyGuard } from './recovery-keys/guard.ts';

const columns = (points: string) => `NAME,KNAME,TYPE,FSTYPE,${points},RM,HOTPLUG,TRAN,UUID`;

/** util-linux before 2.37 knows only one mount point for each device and refuses the newer column. */
async function blockNodes(machine: Machine, signal: AbortSignal): Promise<BlockNode[]> {
  const soldered = await solderedDisks(machine);
  const newer = await commandResult(machine, 'lsblk', ['-J', '-o', columns('MOUNTPOINTS')], signal);
  if (newer.exit === 0) return parseLsblk(newer.stdout, soldered);
  const older = await commandOutput(machine, 'lsblk', ['-J', '-o', columns('MOUNTPOINT')], signal);
  return parseLsblk(older, soldered);
}

/** File systems that hold nothing of a person's on a disk of this computer. */
const inMemory = new Set(['tmpfs', 'ramfs', 'devtmpfs', 'squashfs', 'iso9660', 'erofs']);
const overNetwork = /^(nfs|nfs4|cifs|smb3?|9p|virtiofs|ceph|afs|fuse\.sshfs|glusterfs)$/;
const bootPoints = /^\/(boot|efi)(\/|$)/;
/** The system and people's files; the rest is `data`. */
const systemPoint = (point: string) => point === '/' || /^\/(home|var)(\/|$)/.test(point);

const nodeNamed = (nodes: readonly BlockNode[], device: string) => {
  const name = device.replace(/^\/dev\/(mapper\/)?/, '');
  return nodes.filter(node => node.name === name || node.kname === name);
};

function nodesOf(nodes: readonly BlockNode[], mount: Mount): BlockNode[] {
  const mounted = nodes.filter(node => node.mountPoints.includes(mount.point));
  const found =
    mounted.length > 0 || !mount.source.startsWith('/dev/') ? mounted : nodeNamed(nodes, mount.source);
  // btrfs spans several devices, of which only one is said to be mounted.
  const [uuid] = mount.fileSystem === 'btrfs' ? found.flatMap(node => node.uuid ?? []) : [];
  return uuid === undefined ? found : nodes.filter(node => node.uuid === uuid || found.includes(node));
}

const plain = { method: null, recoveryKey: null, detail: null } as const;

async function protectionOf(
  machine: Machine,
  nodes: readonly BlockNode[],
  signal: AbortSignal,
): Promise<Pick<Volume, 'protection' | 'method' | 'detail'>> {
  if (nodes.length === 0)
    return { protection: 'not_seen', method: null, detail: 'no disk that lsblk shows is mounted here' };
  if (nodes.some(({ type, ancestors }) => [type, ...ancestors.map(a => a.type)].includes('loop')))
    return { protection: 'not_understood', method: null, detail: 'kept in a file on another disk' };
  const { every, layers } = cryptLayers(nodes);
  if (!every) return { protection: 'off', method: null, detail: null };
  const ciphers = await Promise.all(layers.map(layer => cipherOf(machine, layer, signal)));
  const worst = ciphers.find(({ protection }) => protection !== 'on') ?? ciphers[0];
  return worst ?? { protection: 'not_understood', method: null, detail: null };
}

function roleOf(mount: Mount, nodes: readonly BlockNode[]): Volume['role'] {
  if (overNetwork.test(mount.fileSystem) && mount.point !== '/') return 'network';
  if (systemPoint(mount.point)) return 'system';
  return nodes.length > 0 && nodes.every(node => node.removable) ? 'removable' : 'data';
}

/** One device mounted in several places (bind mounts, subvolumes) is one volume, named by its shortest place. */
function oncePerDevice(mounts: readonly Mount[]): Mount[] {
  const shortestFirst = [...mounts].sort((a, b) => a.point.length - b.point.length);
  return shortestFirst.filter(
    (mount, index) =>
      !mount.source.startsWith('/dev/') ||
      shortestFirst.findIndex(other => other.source === mount.source) === index,
  );
}

/** A mount that is neither of a disk nor asked about: `/proc`, `/run`, a snap, the boot partition. */
function ignored(mount: Mount): boolean {
  if (mount.point === '/') return false;
  if (inMemory.has(mount.fileSystem) || bootPoints.test(mount.point)) return true;
  const ofDisk = mount.source.startsWith('/dev/') || ['zfs', 'bcachefs'].includes(mount.fileSystem);
  return !ofDisk && !overNetwork.test(mount.fileSystem) && !['/home', '/var'].includes(mount.point);
}

async function volumeOf(
  machine: Machine,
  mount: Mount,
  all: readonly BlockNode[],
  bootLiesOpen: boolean,
  signal: AbortSignal,
): Promise<Volume> {
  const nodes = nodesOf(all, mount);
  const role = roleOf(mount, nodes);
  const base = { ...plain, name: mount.point.slice(0, 200), role, fileSystem: mount.fileSystem.slice(0, 40) };
  if (role === 'network') return { ...base, protection: 'not_seen' };
  if (mount.fileSystem === 'zfs') return { ...base, protection: 'not_understood', detail: 'ZFS' };
  const seen = { ...base, ...(await protectionOf(machine, nodes, signal)) };
  if (seen.protection !== 'on') return seen;
  const { layers } = cryptLayers(nodes);
  const beside = await keyBeside(machine, { layers, isRoot: mount.point === '/', bootLiesOpen });
  return { ...seen, ...beside };
}

/** Compressed memory is no disk; a swap file lies on the file system that holds it and is judged there. */
async function swapVolume(
  machine: Machine,
  swap: Swap,
  all: readonly BlockNode[],
  signal: AbortSignal,
): Promise<Volume[]> {
  if (swap.kind === 'file' || /\/zram\d+$/.test(swap.path)) return [];
  const nodes = nodeNamed(all, swap.path);
  const protection = await protectionOf(machine, nodes, signal);
  return [
    { ...plain, name: `[SWAP] ${swap.path}`.slice(0, 200), role: 'swap', fileSystem: 'swap', ...protection },
  ];
}

async function required(machine: Machine, path: string): Promise<string> {
  const text = await textOf(machine, path);
  if (typeof text === 'string') return text;
  throw new ProbeError('probe_failed', `${path} could not be read`, path);
}

/** What holds the encrypted volume: `/dev/sda3`, for a mount point or a swap area as `observe` names it. */
export async function containersOf(machine: Machine, volume: string, signal: AbortSignal): Promise<string[]> {
  const all = await blockNodes(machine, signal);
  const mounts = parseMounts(await required(machine, '/proc/self/mounts'));
  const mount = mounts.find(({ point }) => point === volume);
  const swap = /^\[SWAP\] (\/dev\/.+)$/.exec(volume)?.[1];
  const nodes = mount !== undefined ? nodesOf(all, mount) : swap === undefined ? [] : nodeNamed(all, swap);
  return cryptLayers(nodes).layers.flatMap(({ ancestors: [below] }) =>
    below === undefined ? [] : [`/dev/${below.kname}`],
  );
}

export const linux: Backend<Observation> = {
  source: 'lsblk',
  guard: edges =>
    new RecoveryKeyGuard(edges, async () => (await import('./recovery-keys/linux.ts')).luksKeys),
  async observe(machine, signal) {
    const nodes = await blockNodes(machine, signal);
    const mounted = parseMounts(await required(machine, '/proc/self/mounts'));
    const boot = mounted.find(({ point }) => point === '/boot');
    const bootLiesOpen = boot !== undefined && !cryptLayers(nodesOf(nodes, boot)).every;
    const mounts = oncePerDevice(mounted.filter(mount => !ignored(mount)));
    const swaps = parseSwaps(await required(machine, '/proc/swaps'));
    const volumes = await Promise.all(
      mounts.map(mount => volumeOf(machine, mount, nodes, bootLiesOpen, signal)),
    );
    const swapVolumes = await Promise.all(swaps.map(swap => swapVolume(machine, swap, nodes, signal)));
    return { volumes: [...volumes, ...swapVolumes.flat()] };
  },
};
