#!/bin/bash
# configure-guest.sh ROOT KERNEL: gives the root file system the kernel's modules, an ordinary signed-in
# user, ClamAV's test signature and a mark on the serial line when it is up. KERNEL is the unpacked package.
set -euo pipefail
root=$1 kernel=$2
version=$(ls "$kernel/lib/modules")
target=$root/usr/lib/modules/$version

mkdir -p "$target/kernel"
cp "$kernel/lib/modules/$version"/modules.{order,builtin,builtin.modinfo} "$target/"
(
  cd "$kernel/lib/modules/$version/kernel"
  find . \( -path ./drivers/net -o -path ./drivers/gpu -o -path ./drivers/media -o -path ./sound \
    -o -path ./drivers/infiniband -o -path ./drivers/staging -o -path ./drivers/iio \) -prune \
    -o -type f -print0
  # A cable to the host that suites plug in, and the desktop's screen.
  find ./drivers/net/virtio_net.ko* ./drivers/net/net_failover.ko* ./drivers/gpu/drm/*.ko* \
    ./drivers/gpu/drm/virtio ./drivers/gpu/drm/tiny ./drivers/gpu/drm/ttm -type f -print0
) | tar -C "$kernel/lib/modules/$version/kernel" --null -T - -cf - | tar -C "$target/kernel" -xf -
chroot "$root" /sbin/depmod "$version"

chroot "$root" useradd -m -s /bin/bash -u 1000 pupil
chroot "$root" passwd -q -d root
chroot "$root" passwd -q -d pupil
# As Debian's installer does for the first person.
chroot "$root" usermod -aG plugdev,audio,video pupil

# What would only slow the boot down, and what each test starts for itself.
for unit in clamav-daemon.service clamav-daemon.socket clamav-freshclam.service e2scrub_reap.service \
  e2scrub_all.timer fstrim.timer logrotate.timer dpkg-db-backup.timer remote-fs.target systemd-pstore.service; do
  chroot "$root" systemctl disable "$unit" >/dev/null 2>&1 || true
done
for unit in systemd-networkd-wait-online.service systemd-timesyncd.service apt-daily.timer \
  apt-daily-upgrade.timer systemd-binfmt.service systemd-hwdb-update.service \
  systemd-journal-catalog-update.service systemd-update-utmp-runlevel.service; do
  chroot "$root" systemctl mask "$unit" >/dev/null 2>&1 || true
done
chroot "$root" systemctl set-default multi-user.target >/dev/null 2>&1

echo lab >"$root/etc/hostname"
echo '127.0.0.1 localhost lab' >"$root/etc/hosts"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
: >"$root/etc/fstab"

cat >"$root/etc/systemd/system/lab-ready.service" <<'UNIT'
[Unit]
Description=Tell the lab that this machine is up
After=qemu-guest-agent.service systemd-logind.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'read up idle </proc/uptime; echo LAB-READY $up >/dev/ttyS0'
[Install]
WantedBy=multi-user.target
UNIT
chroot "$root" systemctl enable lab-ready.service >/dev/null 2>&1

mkdir -p "$root/etc/systemd/system/getty@tty1.service.d"
printf '[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin pupil --noclear %%I linux\n' \
  >"$root/etc/systemd/system/getty@tty1.service.d/lab.conf"
mkdir -p "$root/etc/systemd/journald.conf.d"
printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n' >"$root/etc/systemd/journald.conf.d/lab.conf"

# Debian's clamd starts only beside databases that must be downloaded. The EICAR test file is the signature here.
mkdir -p "$root/etc/systemd/system/clamav-daemon.service.d"
printf '[Unit]\nConditionPathExistsGlob=\n' >"$root/etc/systemd/system/clamav-daemon.service.d/lab.conf"
eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR''-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
printf 'Lab-Eicar-Test:0:*:%s\n' "$(printf %s "$eicar" | od -An -v -tx1 | tr -d ' \n')" >"$root/var/lib/clamav/lab.ndb"
chroot "$root" chown clamav:clamav /var/lib/clamav/lab.ndb

# `-cpu max` shows the guest a processor that it cannot nest machines on; probing for it only costs time.
printf 'blacklist %s\n' kvm_amd kvm_intel pcspkr floppy powernow_k8 ata_piix acpi_cpufreq \
  >"$root/etc/modprobe.d/lab.conf"

# Of the lists every hundredth package and all that are installed: apt reads all of them in every look, which takes an
# emulated processor five seconds of sixty thousand packages, and what is counted are upgrades of the installed.
chroot "$root" dpkg-query -W -f '${Package}\n' >installed.txt
for list in "$root"/var/lib/apt/lists/*_Packages; do
  awk 'BEGIN { while ((getline name <"installed.txt") > 0) installed["Package: " name]; RS = ""; FS = "\n"; ORS = "\n\n" }
    NR % 100 == 0 || $1 in installed' "$list" >packages.some
  cat packages.some >"$list"
done
# As on every machine that has once asked apt for anything: without it each of the agent's looks makes apt read all lists.
chroot "$root" apt-cache gencaches
