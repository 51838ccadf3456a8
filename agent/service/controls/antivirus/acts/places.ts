/** Which folders of a Linux computer a scan looks through: none that the kernel makes up, none that another computer keeps. */
import type { ScanExtent } from '../../../../../shared/protocol/order.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';

const quick = ['/home', '/root', '/tmp', '/var/tmp'];
/** Made up by the kernel; or, since /usr was merged, only another name for what lies below it. */
const notReal =
  /^(proc|sys|dev|run|bin|sbin|lib|lib32|lib64|libx32|libo32|lost\+found|initrd\.img.*|vmlinuz.*)$/;
const remoteKinds =
  /^(nfs4?|cifs|smb3?|smbfs|ncpfs|afs|ceph|glusterfs|9p|davfs|fuse\.(sshfs|rclone|davfs2?|glusterfs|gvfsd-fuse))$/;

export async function placesOf(machine: Machine, extent: ScanExtent): Promise<string[]> {
  const [top, inVar] = await Promise.all(['/', '/var'].map(path => namesIn(machine, path)));
  const real = (top ?? []).filter(name => !notReal.test(name)).map(name => `/${name}`);
  if (extent === 'full') return real.sort();
  const there = [...real, ...(inVar ?? []).map(name => `/var/${name}`)];
  return quick.filter(place => there.includes(place));
}

/** Where drives of other computers are mounted. `\040` is a space. */
function remoteIn(mounts: string): string[] {
  return mounts.split('\n').flatMap(line => {
    const [, place = '', kind = ''] = line.split(' ');
    return remoteKinds.test(kind)
      ? [place.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))]
      : [];
  });
}

/** The same without drives of other computers: a whole class would scan one server at once. */
export async function localPlaces(
  machine: Machine,
  places: readonly string[],
): Promise<{ places: string[]; leftOut: boolean }> {
  const remote = remoteIn((await textOf(machine, '/proc/mounts', 1024 * 1024)) ?? '');
  const local = async (place: string): Promise<string[]> => {
    if (remote.includes(place)) return [];
    if (!remote.some(one => one.startsWith(`${place}/`))) return [place];
    const names = (await namesIn(machine, place)) ?? [];
    return (await Promise.all(names.map(name => local(`${place}/${name}`)))).flat();
  };
  const found = (await Promise.all(places.map(local))).flat();
  const leftOut = remote.some(one => places.some(place => one === place || one.startsWith(`${place}/`)));
  return { places: found, leftOut };
}
