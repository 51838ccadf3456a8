#!/bin/bash
# Removes the Caretaker console, agent or both from this machine. Data and settings stay unless --purge is given.
# The agent stays, and runs again, where what it set cannot be put back: somebody must go on feeding it.
set -euo pipefail

root=/opt/caretaker

usage() {
  echo 'usage: sudo ./uninstall.sh console|agent|all [--purge] [--force]'
  echo '  --purge  also deletes the data and settings; without a backup they are gone for good'
  echo '  --force  removes the agent although what it had set could not be put back; fapolicyd is then stopped for good first'
}

remove() {
  local kind=$1 unit=caretaker-$1.service
  systemctl disable --now --quiet "$unit" 2>/dev/null || true
  if [ "$kind" = agent ] && ! put_back; then
    if [ "$force" = no ]; then refuse "$unit"; fi
    quieten
  fi
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
  return 1
}

# Nothing is removed, and the agent goes on as before.
refuse() {
  systemctl enable --now --quiet "$1" 2>/dev/null || true
  cat >&2 <<'EOF'
caretaker: so nothing is removed, and the agent is started again. Left alone, what it had set would stay in force with
caretaker: nobody to keep it right: fapolicyd would stop every program that is updated. What to do:
caretaker:   1. See what could not be put back above, or type: sudo caretaker doctor
caretaker:   2. Mend it (a full disk, a file that is locked) and remove the agent again.
caretaker:   3. Or add --force: fapolicyd is set to watch only and masked, and the agent is removed. The rest stays as it is.
EOF
  exit 1
}

# fapolicyd with our rules and nobody to keep its list true stops programs with the next update. Both, because either
# alone could be undone by accident. A machine without rules of ours is left alone.
quieten() {
  local rules=/etc/fapolicyd/rules.d/10-caretaker.rules conf=/etc/fapolicyd/fapolicyd.conf
  [ -e "$rules" ] || return 0
  if [ -e "$conf" ]; then
    if grep -q '^[[:space:]]*permissive[[:space:]]*=' "$conf"; then
      sed -i 's/^[[:space:]]*permissive[[:space:]]*=.*/permissive = 1/' "$conf" || true
    else
      echo 'permissive = 1' >>"$conf" || true
    fi
  fi
  local masked=yes
  systemctl mask --quiet fapolicyd.service || masked=no
  systemctl stop fapolicyd.service 2>/dev/null || true
  if [ "$masked" = no ] || systemctl is-active --quiet fapolicyd.service; then
    echo 'caretaker: fapolicyd could not be stopped for good, so nothing is removed. Do it by hand, then try again:' >&2
    echo 'caretaker:   sudo systemctl mask --now fapolicyd' >&2
    exit 1
  fi
  echo 'caretaker: fapolicyd only watches now, and is masked. To use it again, remove /etc/fapolicyd/rules.d/*-caretaker.rules' >&2
  echo 'caretaker: and /etc/fapolicyd/trust.d/caretaker-packages.trust, then: systemctl unmask fapolicyd' >&2
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
  purge=no force=no keep_ledger=no
  case $kind in
    console | agent | all) ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  local option
  for option in "${@:2}"; do
    case $option in
      --purge) purge=yes ;;
      --force) force=yes ;;
      *) usage >&2; exit 2 ;;
    esac
  done
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
