#!/bin/bash
# configure-usb.sh ROOT: USBGuard as an administrator has it who ran `usbguard generate-policy` at a machine with
# a keyboard. Its hub rule must be there before the first boot: a root hub that is blocked hides whatever is on it.
set -euo pipefail
root=$1

cat >"$root/etc/usbguard/rules.conf" <<'RULES'
allow with-interface all-of { 09:*:* }
allow with-interface one-of { 03:*:* }
RULES
chmod 600 "$root/etc/usbguard/rules.conf"
chroot "$root" systemctl disable usbguard-dbus.service >/dev/null 2>&1 || true

# What suites write to the host as it happens.
cat >"$root/etc/udev/rules.d/99-lab-feed.rules" <<'UDEV'
SUBSYSTEM=="virtio-ports", ATTR{name}=="lab.feed", SYMLINK+="lab-feed"
UDEV
