#!/bin/sh
# The `caretaker` command of an installed machine: the installed program, its settings and its own user.
set -eu
root=/opt/caretaker
case ${1:-} in
  agent | enrol | status) kind=agent ;;
  *) kind=console ;;
esac
# With only one of the two installed, that one answers (and explains what it cannot do).
if [ ! -e "$root/$kind/current" ]; then
  for other in console agent; do [ -e "$root/$other/current" ] && kind=$other; done
fi
home=$root/$kind/current
settings=/etc/caretaker/$kind.env

if [ "$kind" = console ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "caretaker: the console's data belongs to root and to the user caretaker; type: sudo caretaker $*" >&2
    exit 1
  fi
  set -a
  CARETAKER_DATA=/var/lib/caretaker-console NODE_ENV=production
  [ ! -r "$settings" ] || . "$settings"
  set +a
  cd /var/lib/caretaker-console
  exec setpriv --reuid=caretaker --regid=caretaker --init-groups --no-new-privs \
    "$home/bin/node" "$home/caretaker.js" "$@"
fi

set -a
NODE_ENV=production
[ "$(id -u)" -ne 0 ] || CARETAKER_DATA=/var/lib/caretaker
[ ! -r "$settings" ] || . "$settings"
set +a
exec "$home/bin/node" "$home/caretaker.js" "$@"
