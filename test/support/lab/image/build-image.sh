#!/bin/bash
# build-image.sh FOLDER SUITE SOURCES core|desktop: makes vmlinuz, initrd.gz and base.qcow2 in FOLDER. Needs root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 suite=$2 sources=$3 kind=$4
cd "$folder"

step() { echo "$(date +%T) $*"; }

step "kernel"
package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ { print $2; exit }')
mkdir -p kernel-package kernel
(cd kernel-package && apt-get download -q "$package" && dpkg-deb -x ./*.deb ../kernel)
cp kernel/boot/vmlinuz-* vmlinuz
# Debian with a merged /usr keeps its modules in usr/lib.
[ -d kernel/lib/modules ] || ln -s usr/lib kernel/lib

step "root file system"
packages=("$here/guest-packages.txt")
if [ "$kind" = desktop ]; then packages+=("$here/desktop-packages.txt"); fi
cat "${packages[@]}" >packages.txt
# What a person opens an encrypted stick with; its name ends with a number that every release has another of.
apt-cache depends udisks2 | awk '/Recommends: libblockdev-crypto/ { print $2 }' >>packages.txt
"$here/build-rootfs.sh" "$folder/root" "$suite" "$sources" "$folder/packages.txt"
step "configuration"
"$here/configure-guest.sh" "$folder/root" "$folder/kernel"
"$here/configure-usb.sh" "$folder/root"
"$here/configure-programs.sh" "$folder/root"
if [ "$kind" = desktop ]; then "$here/configure-desktop.sh" "$folder/root"; fi
step "initrd"
"$here/make-initrd.sh" "$folder/root" "$folder/initrd.gz"
step "disk"
truncate -s 4G root.raw
# With a journal, as every real machine has: power is cut here too.
mke2fs -q -t ext4 -O ^metadata_csum -J size=16 -E lazy_itable_init=1,lazy_journal_init=1 -d root root.raw
qemu-img convert -O qcow2 root.raw base.qcow2
rm -rf --one-file-system root root.raw kernel kernel-package
step "done"
