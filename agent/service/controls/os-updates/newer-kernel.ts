/** Whether a newer kernel than the one that runs is installed: Debian by itself leaves no mark for that, dnf none at all. */
import { namesIn, textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';

const releaseFile = '/proc/sys/kernel/osrelease';

interface Kernel {
  release: string;
  numbers: number[];
  /** `-amd64`, `-cloud-amd64`, `-generic`, `.fc.x86_64`: what is left without numbers and the system's own number. */
  flavour: string;
}

/** `uname -r` and the names of `/boot/vmlinuz-*` are one text. Undefined for what does not begin with a version. */
export function kernelFrom(release: string): Kernel | undefined {
  const [, version, rest] = /^(\d+\.\d+(?:[.-]\d+)*)([+._-].*)?$/.exec(release.trim()) ?? [];
  if (version === undefined) return undefined;
  const flavour = (rest ?? '')
    .replace(/^\+deb\d+(?:u\d+)?/, '')
    .replace(/\b(fc|el|deb)\d+(?:[_.]\d+)*/, '$1');
  return { release: release.trim(), numbers: version.split(/[.-]/).map(Number), flavour };
}

function isNewer(one: Kernel, other: Kernel): boolean {
  for (let i = 0; i < Math.max(one.numbers.length, other.numbers.length); i++) {
    const difference = (one.numbers[i] ?? 0) - (other.numbers[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Made ready to start from at the end of its installation, on Debian and on Fedora. */
const initialDisk = ({ release }: Kernel) => [`initrd.img-${release}`, `initramfs-${release}.img`];

/**
 * Undefined where the kernel that runs is not one of those installed, as in a container or where a host started it: then
 * nothing follows from what lies in `/boot`. Throws ProbeError where either could not be read. Not by `/lib/modules`, which the service's own unit hides from it.
 */
export async function newerKernel(machine: Machine): Promise<boolean | undefined> {
  const release = await textOf(machine, releaseFile, 200);
  const boot = await namesIn(machine, '/boot');
  for (const [path, read] of [[releaseFile, release] as const, ['/boot', boot] as const])
    if (read === null) throw new ProbeError('probe_failed', `${path} could not be read`, path);
  const running = kernelFrom(release ?? '');
  if (running === undefined || !boot?.includes(`vmlinuz-${running.release}`)) return undefined;
  return boot
    .flatMap(name => (name.startsWith('vmlinuz-') ? (kernelFrom(name.slice('vmlinuz-'.length)) ?? []) : []))
    .filter(one => initialDisk(one).some(name => boot.includes(name)))
    .some(one => one.flavour === running.flavour && isNewer(one, running));
}
