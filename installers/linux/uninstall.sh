#!/bin/bash
# Removes the Caretaker console, agent or both from this machine. Data and settings stay unless --purge is given.
set -euo pipefail

root=/opt/caretaker

usage() {
  echo 'usage: sudo ./uninstall.sh console|agent|all [--purge]'
  echo '  --purge  also deletes the data and settings; without a backup they are gone for good'
}

remove() {
  local kind=$1 unit=caretaker-$1.service
  systemctl disable --now --quiet "$unit" 2>/dev/null || true
  if [ "$kind" = agent ]; then put_back; fi
  if [ "$kind" = agent ] && [ -e "$root/tray" ]; then "$(dirname "$(readlink -f "$0")")/tray.sh" remove; fi
  rm -f "/etc/systemd/system/$unit"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || true
  rm -rf "${root:?}/$kind"
  if [ "$purge" = yes ]; then purge "$kind"; fi
  echo "caretaker: the $kind is removed"
}

# What the agent had set on this machine, last written first. What cannot be put back is said, and then the ledger of
# it is kept whatever was asked, so that it can be tried again.
put_back() {
  [ -e /var/lib/caretaker/enforcement.db ] || return 0
  local node=$root/agent/current/bin/node
  if [ -x "$node" ] && CARETAKER_DATA=/var/lib/caretaker "$node" "$root/agent/current/caretaker.js" agent release; then
    return 0
  fi
  echo "caretaker: not everything was put back. What was there before is in /var/lib/caretaker/enforcement.db, which stays;" >&2
  echo "caretaker: install the agent again and remove it once more to try again." >&2
  keep_ledger=yes
}

purge() {
  if [ "$1" = agent ] && [ "$keep_ledger" = yes ]; then return 0; fi
  rm -f "/etc/caretaker/$1.env"
  if [ "$1" = agent ]; then
    rm -rf /var/lib/caretaker
  else
    rm -rf /var/lib/caretaker-console
    if getent passwd caretaker >/dev/null; then userdel caretaker; fi
  fi
}

# Leaves no empty folder and no command that answers "not found".
tidy() {
  rmdir --ignore-fail-on-non-empty "$root" /etc/caretaker 2>/dev/null || true
  if [ ! -e "$root/console" ] && [ ! -e "$root/agent" ]; then rm -f /usr/local/bin/caretaker; fi
}

tell_what_remains() {
  local found=no path
  for path in "$root/console" "$root/agent" /etc/caretaker/console.env /etc/caretaker/agent.env /var/lib/caretaker-console /var/lib/caretaker; do
    [ -e "$path" ] || continue
    [ "$found" = yes ] || echo 'caretaker: what remains:'
    found=yes
    echo "  $path"
  done
  if getent passwd caretaker >/dev/null; then
    found=yes
    echo '  the user caretaker'
  fi
  if [ "$found" = no ]; then echo 'caretaker: nothing remains'; fi
}

# In a function, because this very file may be among what is removed.
main() {
  local kind=${1:-}
  purge=no keep_ledger=no
  case $kind in
    console | agent | all) ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  case ${2:-} in
    '') ;;
    --purge) purge=yes ;;
    *) usage >&2; exit 2 ;;
  esac
  if [ "$(id -u)" -ne 0 ]; then
    echo "uninstall.sh: must run as root; type: sudo $0 $*" >&2
    exit 1
  fi
  cd /
  if [ "$kind" = all ]; then
    remove agent
    remove console
  else
    remove "$kind"
  fi
  tidy
  tell_what_remains
  exit 0
}

main "$@"
