#!/bin/bash
# Puts the packed tray on this Mac for everybody who signs in, or takes it away. Not yet run on a Mac.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
app="${DESTDIR:-}/Applications/Caretaker tray.app"
agent="${DESTDIR:-}/Library/LaunchAgents/uk.caretaker.tray.plist"

usage() {
  echo 'usage: sudo ./tray.sh install "PATH/Caretaker tray.app"   as npm run package:tray made it'
  echo '       sudo ./tray.sh remove'
}

fail() {
  echo "tray.sh: $*" >&2
  exit 1
}

install_tray() {
  [ -f "$1/Contents/Resources/app.asar" ] || fail "$1 is no packed tray; make one: npm run package:tray"
  mkdir -p "$(dirname "$app")" "$(dirname "$agent")"
  rm -rf "$app.partial"
  cp -R "$1" "$app.partial"
  chmod -R u=rwX,go=rX "$app.partial"
  rm -rf "$app"
  mv "$app.partial" "$app"
  cp "$here/uk.caretaker.tray.plist" "$agent"
  chmod 644 "$agent"
  if [ -z "${DESTDIR:-}" ]; then chown -R root:wheel "$app" "$agent"; fi
  echo 'caretaker: the tray starts at the next sign-in'
}

remove_tray() {
  rm -f "$agent"
  rm -rf "$app"
  echo 'caretaker: the tray is removed; one that runs ends with its session'
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  install | remove) ;;
  *) usage >&2; exit 2 ;;
esac
[ -n "${DESTDIR:-}" ] || [ "$(id -u)" -eq 0 ] || fail "must run as root; type: sudo $0 $*"
if [ "$1" = install ]; then
  [ $# -eq 2 ] || { usage >&2; exit 2; }
  install_tray "$2"
else
  remove_tray
fi
