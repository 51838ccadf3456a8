/** Every program the service may start, by absolute path: nothing is searched for along PATH. */

const inBin = (name: string) => [`/usr/bin/${name}`, `/bin/${name}`];
const inSbin = (name: string) => [`/usr/sbin/${name}`, `/sbin/${name}`];

/** Name to the places where the program may be, the usual one first. Each only observes. */
const knownCommands: Record<string, readonly string[]> = {
  'apt-cache': inBin('apt-cache'),
  'apt-get': inBin('apt-get'),
  /** What lies on a disk, by its superblock (removable-media). */
  blkid: inSbin('blkid'),
  /** Makes a disk read-only to everybody (removable-media). */
  blockdev: inSbin('blockdev'),
  /** Only the table of neighbours that the system has (firewall). */
  arp: ['/usr/sbin/arp', 'C:\\Windows\\System32\\ARP.EXE'],
  /** Only the groups of somebody who signs in (local-accounts). */
  id: inBin('id'),
  /** Only the table of neighbours that speak IPv6 (firewall). */
  ip: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'],
  ndp: ['/usr/sbin/ndp'],
  busctl: inBin('busctl'),
  /** Only to say from which day on an account cannot be used (local-accounts). */
  chage: inBin('chage'),
  /** Scans when the console orders it (antivirus). */
  clamdscan: inBin('clamdscan'),
  codesign: ['/usr/bin/codesign'],
  cryptsetup: inSbin('cryptsetup'),
  dconf: inBin('dconf'),
  diskutil: ['/usr/sbin/diskutil'],
  dnf: inBin('dnf'),
  /** Only to look into a package that is about to be installed. */
  'dpkg-deb': inBin('dpkg-deb'),
  'dpkg-query': inBin('dpkg-query'),
  dscl: ['/usr/bin/dscl'],
  /** Only to have its list read again, and to see what it holds. */
  'fapolicyd-cli': inSbin('fapolicyd-cli'),
  fdesetup: ['/usr/bin/fdesetup'],
  /** Only to take away what dconf compiled from settings of ours that are gone. */
  find: inBin('find'),
  'firewall-cmd': inBin('firewall-cmd'),
  /** Fetches ClamAV's lists when the console orders it (antivirus). */
  freshclam: inBin('freshclam'),
  flatpak: inBin('flatpak'),
  /** Only for the row of one account (local-accounts). */
  getent: inBin('getent'),
  gsettings: inBin('gsettings'),
  ioreg: ['/usr/sbin/ioreg'],
  journalctl: inBin('journalctl'),
  /** Only to look as the person at the screen, whose settings root does not have. */
  launchctl: ['/bin/launchctl'],
  'ip6tables-legacy-save': inSbin('ip6tables-legacy-save'),
  'ip6tables-nft-save': inSbin('ip6tables-nft-save'),
  'ip6tables-save': inSbin('ip6tables-save'),
  'iptables-legacy-save': inSbin('iptables-legacy-save'),
  'iptables-nft-save': inSbin('iptables-nft-save'),
  'iptables-save': inSbin('iptables-save'),
  /** Only for what ended the run before (power). */
  log: ['/usr/bin/log'],
  loginctl: inBin('loginctl'),
  lsblk: inBin('lsblk'),
  mdatp: ['/usr/bin/mdatp', '/usr/local/bin/mdatp', '/opt/microsoft/mdatp/sbin/wdavdaemonclient'],
  mount: ['/usr/bin/mount', '/bin/mount'],
  /** Microsoft Defender: its list and its scans, when the console orders it (antivirus). */
  mpcmdrun: ['C:\\Program Files\\Windows Defender\\MpCmdRun.exe'],
  plutil: ['/usr/bin/plutil'],
  /** Plans a shutdown after school and takes it back (power); nothing else of it is asked for. */
  pmset: ['/usr/bin/pmset'],
  ps: ['/bin/ps'],
  /** Reads the rules (firewall); sets one table of our own that ends by itself, when the console orders it (quarantine). */
  nft: inSbin('nft'),
  powershell: ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
  profiles: ['/usr/bin/profiles'],
  pwpolicy: ['/usr/bin/pwpolicy'],
  /** Only to see of which program a process is (idle-lock). */
  readlink: inBin('readlink'),
  rpm: inBin('rpm'),
  santactl: ['/usr/local/bin/santactl'],
  /** Our own program, for work that must not stay in the service's memory (inventory). */
  self: [process.execPath],
  /** Only to ask somebody's own desktop as that person (idle-lock). */
  setpriv: inBin('setpriv'),
  /** Only to restart a Mac when the console orders it (leaving). */
  shutdown: ['/sbin/shutdown'],
  /** Plans a shutdown or restart on Windows and takes it back. */
  'shutdown-exe': ['C:\\Windows\\System32\\shutdown.exe'],
  snap: inBin('snap'),
  softwareupdate: ['/usr/sbin/softwareupdate'],
  spctl: ['/usr/sbin/spctl'],
  sysctl: ['/usr/sbin/sysctl'],
  stat: ['/usr/bin/stat'],
  socketfilterfw: ['/usr/libexec/ApplicationFirewall/socketfilterfw'],
  system_profiler: ['/usr/sbin/system_profiler'],
  sw_vers: ['/usr/bin/sw_vers'],
  systemctl: inBin('systemctl'),
  /** Only to ask a disk how it is (inventory). */
  smartctl: inSbin('smartctl'),
  /** Only how big a person's folder is (local-accounts). */
  du: inBin('du'),
  /** Only sets the alarm of the computer's own clock (power). */
  rtcwake: [...inSbin('rtcwake'), ...inBin('rtcwake')],
  'systemd-inhibit': inBin('systemd-inhibit'),
  'systemd-run': inBin('systemd-run'),
  umount: inBin('umount'),
  pkcheck: inBin('pkcheck'),
  pnputil: ['C:\\Windows\\System32\\pnputil.exe'],
  udevadm: [...inBin('udevadm'), '/sbin/udevadm'],
  usbguard: inBin('usbguard'),
  'usbguard-rule-parser': inBin('usbguard-rule-parser'),
  xprotect: ['/usr/bin/xprotect'],
};

/** Throws for a name that is not listed: that is a mistake in the program, not in the machine. */
export function pathsOf(command: string): readonly string[] {
  const paths = Object.hasOwn(knownCommands, command) ? knownCommands[command] : undefined;
  if (paths === undefined) throw new Error(`known-commands.ts does not list “${command}”`);
  return paths;
}

/**
 * Programs that show everybody what they show root, and that would renew caches and logs of their own as
 * root. Needs CAP_SETUID and CAP_SETGID where the service's capabilities are bounded.
 */
export const runAsNobody: ReadonlySet<string> = new Set(['apt-cache', 'apt-get', 'gsettings']);
