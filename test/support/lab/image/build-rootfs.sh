#!/bin/bash
# build-rootfs.sh FOLDER SUITE SOURCES PACKAGES: a Debian system from the host's own apt sources.
# The package lists stay in it, so that the guest's apt knows real metadata without a network.
set -euo pipefail
folder=$1 suite=$2 sources=$3 packages=$4

mmdebstrap --mode=root --variant=essential --format=directory --skip=check/qemu --skip=cleanup/apt/lists \
  --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --include="$(paste -sd, "$packages")" \
  "$suite" "$folder" "$sources"
