/** Linux and macOS: the folders below /home or /Users, on which file system each lies, and how big it is (du). */
import type { WorkKept } from '../../../../../shared/protocol/inventory.ts';
import { parseMounts } from '../../../system/mounts.ts';
import { runAlone } from '../../../system/outside.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { inNoOrder, type LookAtWork } from './guard.ts';

/** File systems of another computer. */
const ofNetwork =
  /^(?:nfs4?|autofs|cifs|smb3?|smbfs|afs|9p|ceph|glusterfs|fuse\.(?:sshfs|glusterfs|davfs)|afpfs|webdav)$/;
const noPersons = /^(?:\.|lost\+found$|Shared$|Guest$)/;
const mostMs = 20 * 60_000;

/** `12345\t/home/somebody` of `du -sk`: whole gigabytes by the folder. */
export function parseSizes(stdout: string): Map<string, number> {
  const lines = [...stdout.matchAll(/^(\d{1,15})\t(\/.*)$/gm)];
  return new Map(
    lines.map(([, kilobytes, path = '']) => [path, Math.round((Number(kilobytes) * 1024) / 1e9)]),
  );
}

const lies = (path: string, point: string) =>
  path === point || path.startsWith(point === '/' ? '/' : `${point}/`);

async function networkPoints(machine: Machine): Promise<(path: string) => boolean> {
  const mounts = parseMounts(await machine.readFile('/proc/self/mounts', 1_000_000));
  return path => {
    const [nearest] = mounts
      .filter(({ point }) => lies(path, point))
      .sort((a, b) => b.point.length - a.point.length);
    return ofNetwork.test(nearest?.fileSystem ?? '');
  };
}

async function homesBelow(
  machine: Machine,
  folder: string,
  isElsewhere: (path: string) => boolean,
): Promise<WorkKept> {
  if (isElsewhere(folder)) return [{ kept: 'elsewhere', gigabytes: null }];
  const names = (await machine.readDirectory(folder)).filter(name => !noPersons.test(name)).slice(0, 200);
  const homes = names.map(name => `${folder}/${name}`);
  const here = homes.filter(home => !isElsewhere(home));
  const properties = ['Nice=19', 'IOSchedulingClass=idle', 'ProtectSystem=strict', 'PrivateNetwork=yes'];
  const args = ['-s', '-x', '-k', ...here];
  const said =
    here.length === 0 ? '' : (await runAlone(machine, 'du', args, { properties, timeoutMs: mostMs })).stdout;
  const sizes = parseSizes(said);
  // du ends with an error for each folder that it may not open, and still tells the rest.
  if (here.length > 0 && sizes.size === 0)
    throw new ProbeError('probe_failed', 'no folder could be measured', 'du');
  return inNoOrder(
    homes.map(home =>
      here.includes(home)
        ? { kept: 'here', gigabytes: sizes.get(home) ?? null }
        : { kept: 'elsewhere', gigabytes: null },
    ),
  );
}

export const workOnLinux: LookAtWork = async machine =>
  homesBelow(machine, '/home', await networkPoints(machine));

/** Homes of the network are mounted below /Network or are no longer there; what lies in iCloud also lies here. */
export const workOnMac: LookAtWork = machine => homesBelow(machine, '/Users', () => false);
