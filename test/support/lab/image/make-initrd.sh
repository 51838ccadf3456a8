#!/bin/bash
# make-initrd.sh ROOT OUT: busybox and the modules that reach a virtio disk with ext4, and nothing else.
# Debian's own is larger and slow to unpack on an emulated processor.
set -euo pipefail
root=$1 out=$2
version=$(ls "$root/usr/lib/modules")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

mkdir -p "$stage"/{bin,dev,proc,sys,newroot,modules}
cp "$root/bin/busybox" "$stage/bin/busybox"
for module in virtio_pci virtio_blk ext4 crc32c_generic; do
  chroot "$root" /sbin/modprobe -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  name=$(basename "$file")
  case $name in
    *.xz) name=${name%.xz}; xz -dc "$root$file" >"$stage/modules/$name" ;;
    *) cp "$root$file" "$stage/modules/$name" ;;
  esac
  echo "/modules/$name" >>"$stage/order"
done

cat >"$stage/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
while read module; do /bin/busybox insmod $module; done </order
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 200 ]; do /bin/busybox sleep 0.05; tries=$((tries + 1)); done
/bin/busybox mount -t ext4 /dev/vda /newroot || exec /bin/busybox sh
/bin/busybox umount /proc
/bin/busybox umount /sys
/bin/busybox mount --move /dev /newroot/dev
exec /bin/busybox switch_root /newroot /sbin/init
INIT
chmod +x "$stage/init"
(cd "$stage" && find . | cpio -o -H newc --quiet | gzip -1) >"$out"
