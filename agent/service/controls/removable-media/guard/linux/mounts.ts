/** `/proc/self/mountinfo`, as proc(5) describes it. */

export interface Mount {
  /** `/dev/sdb1`, as the mount names it. */
  source: string;
  place: string;
  /** `8:17`, the kernel's own number of what is mounted; `0:…` for what lies on no device of its own, btrfs among them. */
  number: string;
  /** `ext4`. */
  type: string;
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Lines of another shape are left out. */
export function mountsIn(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap(line => {
    const [before = '', after] = line.split(' - ');
    const [, , number, , place] = before.split(' ');
    const [type, source] = after?.split(' ') ?? [];
    return number === undefined || place === undefined || type === undefined || source === undefined
      ? []
      : [{ source: unescaped(source), place: unescaped(place), number, type }];
  });
}

/** What is in use as swap, by `/proc/swaps`: `/dev/dm-1`, or a file. */
export function swapsIn(text: string): string[] {
  const lines = text.split('\n').filter(line => line.startsWith('/'));
  return lines.map(line => unescaped(line.split(/\s/)[0] ?? ''));
}

/** The places that `/etc/fstab` names: an administrator's, whoever mounts them. */
export function fixedPlacesIn(fstab: string): Set<string> {
  const lines = fstab.split('\n').map(line => line.trim().split(/\s+/));
  return new Set(
    lines.flatMap(([first = '#', place]) => (first.startsWith('#') || !place ? [] : [unescaped(place)])),
  );
}

/** Of those, what is mounted as the computer starts and must be there. */
export function bootPlacesIn(fstab: string): Set<string> {
  const isLater = (line: string) => /^(noauto|nofail|x-systemd\.automount)$/m.test(optionsOf(line));
  return fixedPlacesIn(
    fstab
      .split('\n')
      .filter(line => !isLater(line))
      .join('\n'),
  );
}

const optionsOf = (line: string) => (line.trim().split(/\s+/)[3] ?? '').replaceAll(',', '\n');

/** Where a desktop mounts for people, and nobody else does. */
export const forPeople = (place: string): boolean => /^\/(run\/)?media\//.test(place);
