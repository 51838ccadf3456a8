/**
 * The second layer: who may mount what. udev marks the school's media and makes disks read-only; polkit refuses every
 * other mount that people ask of udisks, whether or not USBGuard's daemon is alive. Pure text, no look at the machine.
 */
import { type Policy, scansFirst } from '../../../../../shared/controls/removable-media/policy.ts';
import { openedListPath } from '../guard/linux/opened-list.ts';

export const udevPath = '/etc/udev/rules.d/72-caretaker-media.rules';
/** Before every other rule: the first that answers decides. */
export const polkitPath = '/etc/polkit-1/rules.d/00-caretaker-media.rules';
export const localAuthorityPath = '/etc/polkit-1/localauthority/90-mandatory.d/caretaker-media.pkla';

export type MountEffect = 'blocks' | 'read_only' | 'encrypted_only';

export function mountEffect(policy: Policy): MountEffect {
  return policy.rule === 'read_only' || policy.rule === 'encrypted_only' ? policy.rule : 'blocks';
}

const markOf: Record<MountEffect, string> = { blocks: 'shut', read_only: 'read', encrypted_only: 'crypt' };
const fileSystemOf = { luks: 'crypto_LUKS', bitlocker: 'BitLocker' } as const;

/** What a registered medium may do: under `encrypted_only` also the school's own write only where they encrypt. */
function markFor(policy: Policy, access: 'read_only' | 'read_write', encryptsItself: boolean): string {
  if (access === 'read_only') return 'read';
  return policy.rule === 'encrypted_only' && !encryptsItself ? 'crypt' : 'write';
}

function marks(policy: Policy): string[] {
  const line = (one: { vendorId: string; productId: string; serial: string | null }, mark: string) =>
    `ENV{CARETAKER_STICK}=="${one.vendorId}:${one.productId}:${one.serial ?? '*'}", ENV{CARETAKER_MEDIA}="${mark}", ENV{CARETAKER_LISTED}="1"`;
  return [
    ...policy.curriculum.map(one => line(one, markFor(policy, one.access, false))),
    ...policy.approved.map(one => line(one, markFor(policy, one.access, one.hardwareEncrypted))),
    ...policy.lost
      .filter(({ serial }) => serial !== null)
      .map(
        one =>
          `ENV{CARETAKER_STICK}=="${one.vendorId}:${one.productId}:${one.serial}", ENV{CARETAKER_MEDIA}="shut", ENV{CARETAKER_LISTED}="0"`,
      ),
  ];
}

const readOnly = 'RUN+="/sbin/blockdev --setro $devnode"';

function effects(policy: Policy): string[] {
  const encrypted = policy.encryptedFormats.map(one => fileSystemOf[one]).join('|') || 'none';
  return [
    `ENV{CARETAKER_MEDIA}=="shut", ENV{UDISKS_AUTO}="0"`,
    `ENV{CARETAKER_MEDIA}=="read", ${readOnly}`,
    // A disk that holds partitions is left to them; each of them is asked by itself.
    `ENV{CARETAKER_MEDIA}=="crypt", ENV{DEVTYPE}=="partition", ENV{ID_FS_TYPE}!="${encrypted}", ${readOnly}`,
    `ENV{CARETAKER_MEDIA}=="crypt", ENV{DEVTYPE}=="disk", ENV{ID_PART_TABLE_TYPE}!="?*", ENV{ID_FS_TYPE}!="${encrypted}", ${readOnly}`,
  ];
}

/** Phones and cameras are reached by people's own programs: their device file is taken out of people's hands. */
function phones(policy: Policy): string[] {
  if (policy.phones === 'allow') return [];
  const exempt = policy.curriculum.map(
    one =>
      `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="${one.vendorId}", ATTR{idProduct}=="${one.productId}", ${one.serial === null ? '' : `ATTR{serial}=="${one.serial}", `}GOTO="caretaker_media_end"`,
  );
  const shut = 'TAG-="uaccess", GROUP="root", MODE="0600"';
  const people = ['ENV{ID_MTP_DEVICE}=="1"', 'ENV{ID_GPHOTO2}=="1"', 'ENV{ID_MEDIA_PLAYER}=="?*"'];
  return [
    ...exempt,
    ...people.map(match => `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${match}, ${shut}`),
  ];
}

/**
 * USBGuard's own `AuthorizedDefault=none` stays in the kernel when the setting is changed to `keep`, until the next
 * start: a keyboard that is plugged in while the daemon is dead would stay dead too.
 */
const wakingPorts =
  'SUBSYSTEM=="usb", KERNEL=="usb[0-9]*", ATTR{authorized_default}=="0", ATTR{authorized_default}="1"';

/**
 * Runs after the system's own rules know the file system (60) and before people are given device files (73). The
 * nearest USB device above a disk names it; `$attr` there is cleaned by udev, so no serial can break a rule.
 */
export function udevText(policy: Policy, { wakePorts = false } = {}): string {
  const effect = mountEffect(policy);
  return [
    '# Made by Caretaker from the school’s policy; changes are put back.',
    `# effect: ${effect}`,
    'ACTION=="remove", GOTO="caretaker_media_end"',
    ...(wakePorts ? [wakingPorts] : []),
    ...phones(policy),
    'SUBSYSTEM!="block", GOTO="caretaker_media_end"',
    `SUBSYSTEMS=="mmc", ATTRS{type}=="SD", ENV{CARETAKER_MEDIA}="${markOf[effect]}", GOTO="caretaker_media_marked"`,
    'SUBSYSTEMS=="usb", ATTRS{idVendor}=="?*", ENV{CARETAKER_STICK}="$attr{idVendor}:$attr{idProduct}:$attr{serial}", ENV{CARETAKER_PORT}="$id"',
    'ENV{CARETAKER_PORT}!="?*", GOTO="caretaker_media_end"',
    // Inside the computer: its own disks are left alone, a card in its reader is portable like any other.
    'PROGRAM=="/bin/grep -qx fixed /sys/bus/usb/devices/$env{CARETAKER_PORT}/removable", ENV{CARETAKER_INSIDE}="1"',
    'ENV{CARETAKER_INSIDE}=="1", ATTRS{removable}=="1", ENV{CARETAKER_INSIDE}="0"',
    'ENV{CARETAKER_INSIDE}=="1", GOTO="caretaker_media_end"',
    `ENV{CARETAKER_MEDIA}="${markOf[effect]}"`,
    ...marks(policy),
    'LABEL="caretaker_media_marked"',
    ...effects(policy),
    'LABEL="caretaker_media_end"',
    '',
  ].join('\n');
}

/** What somebody may ask of udisks that opens a medium to them. Discs are left alone: they cannot be written in passing. */
const opening = [
  'filesystem-mount',
  'filesystem-mount-other-seat',
  'filesystem-mount-system',
  'filesystem-fstab',
  'encrypted-unlock',
  'encrypted-unlock-other-seat',
  'encrypted-unlock-system',
  'open-device',
  'open-device-system',
];

/** Whether what is on the school's list mounts by itself, and whether everything does (the disk itself is read-only). */
function byItself(policy: Policy): 'nothing' | 'listed' | 'everything' {
  if (scansFirst(policy)) return 'nothing';
  return mountEffect(policy) === 'blocks' ? 'listed' : 'everything';
}

/**
 * JavaScript for polkit 0.106 and later. An unlocked container has no drive of its own: it counts as a medium while
 * it would be mounted without an administrator. Any error denies.
 */
export function polkitText(policy: Policy): string {
  return `// Made by Caretaker from the school’s policy; changes are put back.
// effect: ${mountEffect(policy)}
polkit.addRule(function (action, subject) {
  var name = action.id.replace("org.freedesktop.udisks2.", "");
  if (${JSON.stringify(opening)}.indexOf(name) < 0) return polkit.Result.NOT_HANDLED;
  var device = action.lookup("device") || "";
  var portable = action.lookup("drive.removable") === "true";
  var disc = /optical/.test(action.lookup("drive.removable.media") || "");
  var container = /^\\/dev\\/(dm-|mapper\\/)/.test(device) && !action.lookup("drive.vendor");
  if (container && /-system$/.test(name)) return polkit.Result.NOT_HANDLED;
  if ((!portable && !container) || (disc && !container)) return polkit.Result.NOT_HANDLED;
  var plain = /^(filesystem-mount|encrypted-unlock)(-other-seat)?$/.test(name);
  function people() {
    if (!plain) return polkit.Result.NOT_HANDLED;
    return subject.local && subject.active ? polkit.Result.YES : polkit.Result.NOT_HANDLED;
  }
  var byItself = ${JSON.stringify(byItself(policy))};
  try {
    var may = /unlock/.test(name) ? "unlock" : "mount";
    var lines = [];
    try {
      lines = polkit.spawn(["/bin/cat", ${JSON.stringify(openedListPath)}]).split("\\n");
    } catch (nothingOpened) {}
    for (var i = 0; i < lines.length; i++) {
      var words = lines[i].split(" ");
      var meant = words.length >= 3 && words[0] === may && words[1] === device;
      if (meant && words.length > 3) {
        var medium = words[3].split(":");
        var count = polkit.spawn(["/bin/cat", "/sys/block/" + medium[0] + "/diskseq"]);
        meant = words.length === 4 && count.replace(/\\s+$/, "") === medium[1];
      }
      if (meant && words[2] === subject.user) return plain ? polkit.Result.YES : polkit.Result.NOT_HANDLED;
      if (meant && words[2] === "*") return people();
    }
    if (byItself === "nothing") return polkit.Result.NO;
    var marks = "";
    try {
      marks = polkit.spawn(["/bin/udevadm", "info", "--query=property", "--name=" + device]);
    } catch (notKnown) {}
    if (/^CARETAKER_LISTED=0$/m.test(marks)) return polkit.Result.NO;
    if (byItself === "everything") return polkit.Result.NOT_HANDLED;
    if (container || /^CARETAKER_LISTED=1$/m.test(marks)) return people();
  } catch (error) {
    polkit.log("caretaker: " + error);
  }
  return polkit.Result.NO;
});
polkit.addRule(function (action, subject) {
  if (!/^org\\.usbguard/.test(action.id) || /list|get/i.test(action.id.split(".").pop())) return polkit.Result.NOT_HANDLED;
  return polkit.Result.AUTH_ADMIN;
});
`;
}

/**
 * The older form (polkit 0.105: Ubuntu 22.04, Debian 11) cannot ask which medium it is. Portable media then open only
 * with an administrator's password, or not at all where the school registered none and scans none.
 */
export function localAuthorityText(policy: Policy): string {
  const effect = mountEffect(policy);
  const answer =
    byItself(policy) === 'everything'
      ? null
      : policy.approved.length > 0 || scansFirst(policy)
        ? 'auth_admin'
        : 'no';
  const actions = [
    'filesystem-mount',
    'filesystem-mount-other-seat',
    'encrypted-unlock',
    'encrypted-unlock-other-seat',
  ];
  const names = actions.map(action => `org.freedesktop.udisks2.${action}`).join(';');
  const media =
    answer === null
      ? ''
      : `[Caretaker: media without permission]\nIdentity=unix-user:*\nAction=${names}\nResultAny=no\nResultInactive=no\nResultActive=${answer}\n\n`;
  return `# effect: ${effect}\n${media}[Caretaker: nobody admits devices for themselves]\nIdentity=unix-user:*\nAction=org.usbguard.Policy1.*;org.usbguard.Devices1.applyDevicePolicy;org.usbguard1.setParameter\nResultAny=no\nResultInactive=no\nResultActive=auth_admin\n`;
}
