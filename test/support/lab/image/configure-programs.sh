#!/bin/bash
# configure-programs.sh ROOT: fapolicyd is installed and masked, because Debian's starts with an empty list of trust
# and could deny every program. Its sample rules stay, although documentation is left out of this machine.
set -euo pipefail
root=$1
chroot "$root" systemctl disable fapolicyd.service >/dev/null 2>&1 || true
chroot "$root" systemctl mask fapolicyd.service >/dev/null 2>&1
