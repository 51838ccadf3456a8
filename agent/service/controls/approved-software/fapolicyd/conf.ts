/** fapolicyd.conf: what the package brought stays, and the few settings that the promise needs are set in it. */

export const confFile = '/etc/fapolicyd/fapolicyd.conf';

export interface Conf {
  permissive: boolean;
}

/** File systems on which programs are looked at; 1.1.7 leaves out those of memory sticks. */
const watched = [
  'ext2',
  'ext3',
  'ext4',
  'tmpfs',
  'xfs',
  'vfat',
  'exfat',
  'ntfs3',
  'fuseblk',
  'iso9660',
  'btrfs',
  'f2fs',
];

/**
 * `allow_filesystem_mark`: without it a program in a mount namespace of its own, which anybody may make, is not seen.
 * `integrity`: without it a trusted file that was changed still runs.
 */
export function withSettings(text: string, { permissive }: Conf): string {
  const settings: Record<string, string> = {
    permissive: permissive ? '1' : '0',
    // Our own list alone: it is what the lab has seen kept true.
    trust: 'file',
    integrity: 'sha256',
    allow_filesystem_mark: '1',
    db_max_size: '100',
    watch_fs: watched.join(','),
    syslog_format: 'rule,dec,perm,auid,pid,exe,:,path,ftype,trust',
  };
  const kept = text.split('\n').map(line => {
    const name = /^\s*(\w+)\s*=/.exec(line)?.[1];
    if (name === undefined || !Object.hasOwn(settings, name)) return line;
    const said = `${name} = ${settings[name]}`;
    delete settings[name];
    return said;
  });
  while (kept.at(-1) === '') kept.pop();
  return `${[...kept, ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`)].join('\n')}\n`;
}

/** Whether it only watches; null where the file does not say. */
export function isPermissive(text: string): boolean | null {
  const value = settingIn(text, 'permissive');
  return value === '1' ? true : value === '0' ? false : null;
}

export function settingIn(text: string, name: string): string | null {
  return new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1] ?? null;
}
