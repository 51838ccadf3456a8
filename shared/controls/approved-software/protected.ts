/**
 * Programs that no rule can deny: without them a computer does not start, is not safe, cannot be mended, or shuts a
 * person out of a lesson or an exam. Recognised only by what a program cannot claim for itself: a signature's publisher,
 * the package that brought it, or a place that only the system writes to.
 */
import type { Rule } from './policy.ts';
import { organisationOf, type Program } from './program.ts';

interface Protected {
  name: string;
  /** Organisations as signatures name them, on macOS their teams; one of them must be the publisher's. */
  publishers?: readonly string[];
  /** Then only products whose name begins so; without it everything of that publisher. */
  products?: readonly string[];
  /** Package names; `*` stands for any ending, and a `!` before it takes names out again. */
  packages?: readonly string[];
}

export const protectedList: readonly Protected[] = [
  // What Apple brings has no team; Santa's rules say `platform:com.apple.…`.
  { name: 'the operating system', publishers: ['platform', 'Apple Inc.'] },
  // All else of this team is an office program.
  { name: 'antivirus', publishers: ['UBF8T346G9'], products: ['com.microsoft.wdav'] },
  {
    name: 'the operating system',
    publishers: ['Microsoft Corporation', 'Microsoft Windows', 'Microsoft Windows Publisher'],
    products: ['Microsoft® Windows®', 'Microsoft Windows', 'Windows', 'Microsoft Edge', 'Microsoft OneDrive'],
    packages: [
      ...['base-files', 'base-passwd', 'bash', 'bsdutils', 'coreutils', 'dash', 'debianutils', 'diffutils'],
      ...['findutils', 'grep', 'gzip', 'hostname', 'init*', 'login', 'mount', 'ncurses*', 'passwd', 'perl*'],
      ...['python3*', 'sed', 'sysvinit*', 'tar', 'util-linux*', 'apt*', 'dpkg*', 'debconf*', 'rpm*', 'dnf*'],
      ...[
        '!libreoffice*',
        '!librewolf*',
        'glibc*',
        'lib*',
        'linux-*',
        'kernel*',
        'grub*',
        'shim*',
        'systemd*',
        'udev',
        'dbus*',
        'polkit*',
      ],
      ...['policykit*', 'pkexec', 'sudo', 'kmod', 'cryptsetup*', 'initramfs-tools*', 'dracut*', 'e2fsprogs'],
      ...['network-manager*', 'NetworkManager*', 'wpasupplicant', 'udisks2*', 'upower', 'gdm*', 'sddm*'],
      ...['lightdm*', 'xserver-*', 'xorg*', 'xwayland*', 'gnome-shell*', 'gnome-session*', 'mutter*'],
      ...['gnome-settings-daemon*', 'gnome-control-center*', 'plasma-*', 'kwin*', 'xfce4*', 'cinnamon*'],
      // Whatever signs somebody in, shows them a screen, locks it, or takes what they type.
      ...[
        'greetd*',
        'tuigreet*',
        'gtkgreet',
        'wlgreet',
        'slick-greeter*',
        'arctica-greeter*',
        'lxdm*',
        'slim',
      ],
      ...[
        'xdm',
        'wdm',
        'nodm',
        'ly',
        'mate-session-manager',
        'mate-settings-daemon*',
        'mate-panel*',
        'marco*',
      ],
      ...['lxqt-*', 'lxsession*', 'lxpanel*', 'openbox*', 'sway*', 'labwc', 'wayfire', 'weston', 'muffin*'],
      ...['budgie-*', 'i3*', 'icewm*', 'fluxbox*', 'x11-*', 'xinit', 'xauth', 'xkb-data', 'elogind*'],
      ...['swayidle', 'i3lock*', 'gtklock', 'xscreensaver*', 'light-locker*', 'kscreenlocker*', 'xss-lock'],
      ...[
        'mate-screensaver*',
        'xsecurelock',
        'suckless-tools',
        'physlock',
        'vlock',
        'mate-polkit*',
        'lxpolkit',
      ],
      ...['zsh*', 'ksh*', 'mksh', 'tcsh', 'fish', 'fish-common', 'busybox*', 'mawk', 'gawk', 'original-awk'],
      ...['ibus*', 'fcitx*', 'uim*', 'scim*', 'im-config', 'gnome-keyring*'],
      ...['pipewire*', 'pulseaudio*', 'wireplumber', 'xdg-*', 'gvfs*', 'snapd', 'flatpak', 'cups*'],
    ],
  },
  {
    name: 'this agent',
    // With Santa, which on macOS carries its rules out.
    publishers: ['Caretaker', 'ZMCG7MLDV9'],
    packages: ['caretaker*', 'fapolicyd*', 'usbguard*'],
  },
  {
    name: 'antivirus',
    publishers: [
      ...['Sophos Ltd', 'Sophos Limited', 'ESET, spol. s r.o.', 'Bitdefender SRL', 'Malwarebytes Inc'],
      ...[
        'CrowdStrike, Inc.',
        'Trend Micro, Inc.',
        'WithSecure Oyj',
        'F-Secure Corporation',
        'Avast Software s.r.o.',
      ],
      ...[
        'SentinelOne, Inc.',
        'Webroot Inc.',
        'Kaspersky Lab',
        'McAfee, LLC',
        'Musarubra US LLC',
        'NortonLifeLock Inc.',
      ],
      ...['2H5GFH3774', 'P8DQRXPVLP', 'GUNFMW623Y', 'GVZRY6KDKR', 'X9E956P446', 'E8P47U2H32', '6KALSAFZJC'],
      ...['6H4HRTU5E3', '4AYE5J54KN', '2Y8XE5CQ94', '9PTGMPNXZ2'],
    ],
    packages: ['clamav*', 'mdatp*', 'sophos*', 'savinstpkg*', 'eset*', 'falcon-sensor', 'sentinelagent'],
  },
  {
    name: 'remote support and classroom control',
    publishers: [
      ...[
        'Veyon Community',
        'Impero Solutions Limited',
        'NetSupport Ltd',
        'NetSupport Ltd.',
        'Renato Software Ltd',
      ],
      ...['Jamf Software, LLC', 'Smoothwall Limited', 'Securly, Inc.', 'Lightspeed Solutions, LLC'],
      '483DWKW443',
    ],
    packages: ['openssh*', 'veyon*', 'gnome-remote-desktop', 'epoptes*', 'xrdp'],
  },
  {
    name: 'assistive technology',
    publishers: [
      ...[
        'NV Access Limited',
        'Freedom Scientific, Inc.',
        'Freedom Scientific Inc',
        'Vispero',
        'Dolphin Computer Access Ltd',
      ],
      ...['Texthelp Ltd', 'Texthelp Limited', 'Claro Software Limited', 'Nuance Communications, Inc.'],
      ...[
        'Sensory Software International Ltd',
        'Smartbox Assistive Technology Ltd',
        'Tobii Dynavox AB',
        'Tobii AB',
      ],
      ...['Ai Squared', 'Crick Software Ltd', 'Don Johnston Incorporated', 'Inclusive Technology Ltd'],
    ],
    packages: [
      'orca',
      'brltty*',
      'speech-dispatcher*',
      'espeak*',
      'onboard*',
      'at-spi2-*',
      'xbrlapi',
      'dasher',
      'mousetweaks',
    ],
  },
  {
    name: 'exam software',
    publishers: [
      ...[
        'ETH Zürich',
        'ETH Zuerich',
        'Respondus, Inc.',
        'BTL Group Ltd',
        'GL Assessment Limited',
        'Inspera AS',
      ],
      '6F38DNSC7X',
      ...['Questionmark Computing Limited', 'RM Education Ltd', 'Pearson Education', 'NWEA'],
    ],
    packages: ['safeexambrowser*'],
  },
];

const same = (one: string, other: string) => plain(one) === plain(other);
const plain = (text: string) => text.trim().toLowerCase();
const begins = (text: string, starts: readonly string[]) =>
  starts.some(start => plain(text).startsWith(plain(start)));

const fits = (name: string, pattern: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function isPackage(name: string, patterns: readonly string[] = []): boolean {
  if (patterns.some(pattern => pattern.startsWith('!') && fits(name, pattern.slice(1)))) return false;
  return patterns.some(pattern => fits(name, pattern));
}

const madeBy = (publisher: string, publishers: readonly string[] = []) =>
  publishers.some(name => same(organisationOf(publisher), name));

function holds(entry: Protected, program: Program): boolean {
  if (program.package !== null && isPackage(program.package, entry.packages)) return true;
  if (program.publisher === null || !madeBy(program.publisher, entry.publishers)) return false;
  return (
    entry.products === undefined || (program.product !== null && begins(program.product, entry.products))
  );
}

/** Why no rule can deny this program; null for any other program. */
export function protectedAs(program: Program): string | null {
  if (program.pathClass === 'windows') return 'the operating system';
  return protectedList.find(entry => holds(entry, program))?.name ?? null;
}

function hits(rule: Rule, entry: Protected): boolean {
  if (rule.by === 'package') return isPackage(rule.value, entry.packages);
  if (rule.by === 'publisher') return madeBy(rule.value, entry.publishers);
  if (rule.by !== 'product' || !madeBy(rule.publisher, entry.publishers)) return false;
  return entry.products === undefined || begins(rule.value, entry.products);
}

/** Places whose every program would be denied with them. */
const neverDenied = new Set(['windows', 'system', 'program_files']);

/**
 * What of the list a rule would deny; null when the rule may stand. `known` are programs that were really seen, by which
 * a hash is told. A product of nobody in particular could be anybody's, so that is refused too.
 */
export function wouldDeny(rule: Rule, known: readonly Program[] = []): string | null {
  if (rule.decision === 'allow') return null;
  if (rule.by === 'path_class') return neverDenied.has(rule.value) ? 'the operating system' : null;
  if (rule.by === 'product' && rule.publisher === '') return 'a product without its publisher';
  if (rule.by === 'hash') {
    const found = known.find(one => one.hash === rule.value.toLowerCase() && protectedAs(one) !== null);
    return found === undefined ? null : protectedAs(found);
  }
  return protectedList.find(entry => hits(rule, entry))?.name ?? null;
}
