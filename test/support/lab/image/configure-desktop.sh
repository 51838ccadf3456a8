#!/bin/bash
# configure-desktop.sh ROOT: the pupil's session on tty1 is sway with a terminal; swayidle locks when it is told to.
set -euo pipefail
root=$1

cat >"$root/home/pupil/.bash_profile" <<'PROFILE'
if [ "$(tty)" = /dev/tty1 ]; then
  export WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 XDG_CURRENT_DESKTOP=sway XDG_SESSION_TYPE=wayland
  exec sway -c /home/pupil/sway.conf >/tmp/sway.log 2>&1
fi
PROFILE
cat >"$root/home/pupil/sway.conf" <<'SWAY'
exec swayidle -w idlehint 5 lock 'swaylock -f -c 550000'
exec foot
SWAY
chroot "$root" chown pupil:pupil /home/pupil/.bash_profile /home/pupil/sway.conf
