/** Which folders of a Linux computer a scan looks through: none that the kernel makes up, none that another computer keeps. */
import type { ScanExtent } from '../../../../../shared/protocol/order.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';

const quick = ['/home', '/root', '/tmp', '/var/tmp'];
/** Made up by the kernel. */
const notReal = /^(proc|sys|dev|run|lost\+found|initrd\.img.*|vmlinuz.*)$/;
/** Since /usr was merged, on most computers only other names for what lies below it. */
const merged = /^(bin|sbin|lib|lib32|lib64|libx32|libo32)$/;
/** Where some systems mount what people plug in; others do below /media. */
const plugged = '/run/media';
const remoteKinds =
  /^(nfs4?|cifs|smb3?|smbfs|ncpfs|afs|ceph|glusterfs|9p|davfs|fuse\.(sshfs|rclone|davfs2?|glusterfs|gvfsd-fuse))$/;

export interface Places {
  places: string[];
  /** Folders that could not be read, so that nobody knows what lies there. */
  unread: number;
}

export async function placesOf(machine: Machine, extent: ScanExtent): Promise<Places> {
  const [top, inVar] = await Promise.all(['/', '/var'].map(path => namesIn(machine, path)));
  const names = (top ?? []).filter(name => !notReal.test(name));
  if (extent === 'full') {
    const own = await Promise.all(names.map(name => !merged.test(name) || isOwn(machine, name)));
    const real = names.filter((_, index) => own[index]).map(name => `/${name}`);
    const media = await namesIn(machine, plugged);
    return {
      places: [...real, ...((media ?? []).length > 0 ? [plugged] : [])].sort(),
      unread: [top, media].filter(found => found === null).length,
    };
  }
  const there = [...names.map(name => `/${name}`), ...(inVar ?? []).map(name => `/var/${name}`)];
  return {
    places: quick.filter(place => there.includes(place)),
    unread: [top, inVar].filter(found => found === null).length,
  };
}

/** A folder with files of its own, and not another name for the one below /usr: that one holds the same. */
async function isOwn(machine: Machine, name: string): Promise<boolean> {
  const [here, below] = await Promise.all([namesIn(machine, `/${name}`), namesIn(machine, `/usr/${name}`)]);
  return (
    here === null || (here.length > 0 && here.toSorted().join('/') !== (below ?? []).toSorted().join('/'))
  );
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
  { places, unread }: Places,
): Promise<Places & { leftOut: boolean }> {
  const remote = remoteIn((await textOf(machine, '/proc/mounts', 1024 * 1024)) ?? '');
  let shut = 0;
  const local = async (place: string): Promise<string[]> => {
    if (remote.includes(place)) return [];
    if (!remote.some(one => one.startsWith(`${place}/`))) return [place];
    const names = await namesIn(machine, place);
    if (names === null) shut++;
    return (await Promise.all((names ?? []).map(name => local(`${place}/${name}`)))).flat();
  };
  const found = (await Promise.all(places.map(local))).flat();
  const leftOut = remote.some(one => places.some(place => one === place || one.startsWith(`${place}/`)));
  return { places: found, unread: unread + shut, leftOut };
}
