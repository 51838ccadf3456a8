/** Whether a newer kernel than the one that runs is installed: Debian by itself leaves no mark for that, dnf none at all. */
import { namesIn, newestOf, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

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

/**
 * Undefined where the kernel that runs is not one of those installed, as in a container or where a host started it: then
 * nothing follows from what lies in `/boot`. `since`: when the first of the newer ones was made ready to start from
 * (`depmod`, at its installation), in UTC milliseconds; null when that could not be seen.
 */
export async function newerKernel(
  machine: Machine,
): Promise<{ needed: boolean; since: number | null } | undefined> {
  const running = kernelFrom((await textOf(machine, '/proc/sys/kernel/osrelease', 200)) ?? '');
  const modules = (await namesIn(machine, '/lib/modules')) ?? [];
  const startable = ((await namesIn(machine, '/boot')) ?? [])
    .filter(name => name.startsWith('vmlinuz-'))
    .map(name => name.slice('vmlinuz-'.length))
    .filter(release => modules.includes(release));
  if (running === undefined || !startable.includes(running.release)) return undefined;
  const newer = startable
    .flatMap(release => kernelFrom(release) ?? [])
    .filter(one => one.flavour === running.flavour && isNewer(one, running));
  const times = await Promise.all(
    newer.map(({ release }) => newestOf(machine, [`/lib/modules/${release}/modules.dep`])),
  );
  const known = times.filter(time => time !== null);
  return { needed: newer.length > 0, since: known.length > 0 ? Math.min(...known) : null };
}
