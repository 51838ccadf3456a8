#!/bin/bash
# Puts the packed tray on this machine for everybody who signs in, or takes it away. Nothing depends on it: a machine
# without it is as well protected. DESTDIR puts it below another root, for a package.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=${DESTDIR:-}/opt/caretaker
tray=$root/tray
autostart=${DESTDIR:-}/etc/xdg/autostart/caretaker-tray.desktop
# Not every desktop shows icons of programs that run: whoever opens it here has the same on a page.
menu=${DESTDIR:-}/usr/share/applications/caretaker-tray.desktop

usage() {
  echo 'usage: sudo ./tray.sh install FOLDER   the folder linux-unpacked that npm run package:tray made'
  echo '       sudo ./tray.sh remove'
}

fail() {
  echo "tray.sh: $*" >&2
  exit 1
}

install_tray() {
  local from=$1 version
  [ -f "$from/resources/app.asar" ] && [ -x "$from/caretaker-tray" ] ||
    fail "$from holds no packed tray; make one: npm run package:tray"
  install -d -m 755 "$root" "$tray" "$tray/versions"
  rm -rf "$tray/versions"/*.partial
  version=$tray/versions/$(date -u +%Y%m%dT%H%M%SZ)-$$
  cp -a "$from" "$version.partial"
  chown -R "$(id -u):$(id -g)" "$version.partial"
  chmod -R u=rwX,go=rX "$version.partial"
  # Where the kernel gives programs no namespaces of their own, Chromium's sandbox needs this, and never runs without one.
  if [ -e "$version.partial/chrome-sandbox" ]; then chmod 4755 "$version.partial/chrome-sandbox"; fi
  mv -T "$version.partial" "$version"
  ln -sfn "${version#"${DESTDIR:-}"}" "$tray/current.new"
  mv -T "$tray/current.new" "$tray/current"
  install -D -m 644 "$here/caretaker-tray.desktop" "$menu"
  # At sign-in without a window.
  install -D -m 644 "$here/caretaker-tray.desktop" "$autostart"
  sed -i 's/ --open$//' "$autostart"
  # A tray that runs keeps the files of the version before until its session ends; older ones nobody uses.
  find "$tray/versions" -mindepth 1 -maxdepth 1 | sort | head -n -2 | xargs -r rm -rf
  echo 'caretaker: the tray starts at the next sign-in'
}

remove_tray() {
  rm -f "$autostart" "$menu"
  rm -rf "$tray"
  rmdir --ignore-fail-on-non-empty "$root" 2>/dev/null || true
  echo 'caretaker: the tray is removed; one that runs ends with its session'
}

main() {
  case ${1:-} in
    -h | --help) usage; exit 0 ;;
    install | remove) ;;
    *) usage >&2; exit 2 ;;
  esac
  [ -n "${DESTDIR:-}" ] || [ "$(id -u)" -eq 0 ] || fail "must run as root; type: sudo $0 $*"
  if [ "$1" = install ]; then
    [ $# -eq 2 ] || { usage >&2; exit 2; }
    install_tray "$(readlink -f "$2")"
  else
    remove_tray
  fi
}
main "$@"
