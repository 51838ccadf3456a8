#!/bin/bash
# Installs the Caretaker console or agent as a service of this machine. Running it again updates what is there.
# Data, settings and the version before are kept. uninstall.sh undoes it.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=/opt/caretaker
settings=/etc/caretaker

usage() {
  cat <<'TEXT'
usage: sudo ./install.sh console [--url https://ADDRESS[:PORT]]
       sudo ./install.sh agent [--url URL --code CODE]

  console --url   the address that browsers and devices will use; without it, this computer only
  agent   --url   where devices reach the console, with the enrolment code that the console showed;
          --code  without both, enrol later: sudo caretaker agent enrol URL CODE
TEXT
}

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

say() { echo "caretaker: $*"; }

read_arguments() {
  kind=${1:-} url='' code='' enrolled=''
  case $kind in
    console | agent) shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  while [ $# -gt 0 ]; do
    case $1 in
      --url) url=${2:?--url needs an address}; shift 2 ;;
      --code) code=${2:?--code needs a code}; shift 2 ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; fail "there is no option $1" ;;
    esac
  done
  if [ "$kind" = console ] && [ -n "$code" ]; then fail "--code belongs to the agent"; fi
  if [ "$kind" = agent ] && [ -n "$url$code" ] && { [ -z "$url" ] || [ -z "$code" ]; }; then
    fail "give --url and --code together: a code is made for one console"
  fi
  unit=caretaker-$kind.service
}

check_machine() {
  [ "$(uname -s)" = Linux ] || fail "this installs on Linux; this is $(uname -s)"
  case $(uname -m) in
    x86_64) architecture=x64 ;;
    aarch64) architecture=arm64 ;;
    *) fail "there is no Node 24 for $(uname -m); x86_64 and aarch64 are served" ;;
  esac
  [ "$(id -u)" -eq 0 ] || fail "must run as root; type: sudo $0 $kind"
  [ -d /run/systemd/system ] || fail "systemd does not run this machine, so no service can be installed"
  [ "$(systemctl --version | awk 'NR == 1 { print int($2) }')" -ge 247 ] || fail "systemd 247 or newer is needed"
}

# A packaged release lies beside this script; in a checkout it is put together now.
prepare() {
  local folder=$1
  if [ -d "$here/release/$kind" ]; then
    cp -a "$here/release/$kind/." "$folder/"
  else
    local node="$here/../../node_modules/node-linux-$architecture/bin/node"
    [ -x "$node" ] || fail "the packages are missing; type first, in $(dirname "$(dirname "$here")"): npm ci && npm run build"
    "$node" "$here/stage.ts" "$kind" "$folder"
  fi
  chown -R root:root "$folder"
  chmod -R u=rwX,go=rX "$folder"
  # A wrong processor or a C library that is too old shows itself here, before anything was changed.
  "$folder/bin/node" --version >/dev/null 2>&1 ||
    fail "the Node in this release does not run here: it is made for $(cat "$folder/ARCHITECTURE"), this is linux-$architecture"
}

place() {
  local versions=$root/$kind/versions
  install -d -m 755 "$root" "$root/$kind" "$versions"
  rm -rf "$versions"/*.partial
  partial=$versions/$(date -u +%Y%m%dT%H%M%SZ)-$$.partial
  mkdir -m 755 "$partial"
  trap 'rm -rf "$partial"' EXIT
  prepare "$partial"
  version=${partial%.partial}
  mv -T "$partial" "$version"
  before=$(readlink "$root/$kind/current" || true)
  point current "$version"
}

# A link is changed by a rename, so that at every moment it names a whole version.
point() {
  ln -sfn "$2" "$root/$kind/$1.new"
  mv -T "$root/$kind/$1.new" "$root/$kind/$1"
}

make_account() {
  [ "$kind" = console ] || return 0
  getent passwd caretaker >/dev/null ||
    useradd --system --user-group --home-dir /var/lib/caretaker-console --no-create-home --shell /usr/sbin/nologin caretaker
}

write_settings() {
  install -d -m 755 "$settings"
  local file=$settings/$kind.env
  if [ ! -e "$file" ]; then
    install -m 640 "$root/$kind/current/installers/linux/$kind.env" "$file"
    if [ "$kind" = console ]; then chgrp caretaker "$file"; else chmod 644 "$file"; fi
  fi
  if [ "$kind" = console ] && [ -n "$url" ]; then
    sed -i '/^CARETAKER_URL=/d' "$file"
    printf 'CARETAKER_URL=%s\n' "$url" >>"$file"
  fi
}

register() {
  local from=$root/$kind/current/installers/linux
  install -m 644 "$from/systemd/$unit" "/etc/systemd/system/$unit"
  install -m 755 "$from/caretaker.sh" /usr/local/bin/caretaker
  systemctl daemon-reload
  systemctl enable --quiet "$unit"
  settle
}

# What was just written is on the disk: after a power cut a unit file of no length counts as masked, and the agent stays away.
settle() {
  sync -f /etc /usr/local/bin "$root"
}

# A code that does not work leaves the agent installed and running, so that only the enrolling is done again.
enrol() {
  if [ "$kind" != agent ] || [ -z "$code" ]; then return 0; fi
  install -d -m 700 /var/lib/caretaker
  systemctl stop "$unit" 2>/dev/null || true
  enrolled=yes
  /usr/local/bin/caretaker agent enrol "$url" "$code" || enrolled=no
}

# Up means: the same process still runs after five seconds.
comes_up() {
  local first
  systemctl restart "$unit" || return 1
  sleep 1
  first=$(systemctl show -p MainPID --value "$unit")
  sleep 5
  systemctl is-active --quiet "$unit" && [ "$first" != 0 ] && [ "$first" = "$(systemctl show -p MainPID --value "$unit")" ]
}

start() {
  if comes_up; then
    keep_the_one_before
    return 0
  fi
  journalctl -u "$unit" -n 20 --no-pager -o cat >&2 || true
  if [ -z "$before" ]; then fail "$unit does not stay up; its last words are above. Settings: $settings/$kind.env"; fi
  point current "$before"
  rm -rf "$version"
  register
  systemctl restart "$unit" || true
  fail "$unit does not stay up, so the version before was put back; its last words are above"
}

keep_the_one_before() {
  if [ -n "$before" ]; then point previous "$before"; fi
  settle
  local old
  for old in "$root/$kind/versions"/*; do
    [ "$old" = "$version" ] || [ "$old" = "$before" ] || rm -rf "$old"
  done
}

# The console makes its database at its first start, which takes a while on a slow machine. Each question of this command
# would take the processor that the start needs, so the port is knocked at first.
sign_in_link() {
  local port end=$((SECONDS + 180))
  port=$(sed -n 's/^CARETAKER_PORT=//p' "$settings/console.env" | tail -n 1)
  until (exec 3<>"/dev/tcp/127.0.0.1/${port:-8080}") 2>/dev/null || [ "$SECONDS" -ge "$end" ]; do sleep 1; done
  /usr/local/bin/caretaker sign-in 2>/dev/null || echo 'type: sudo caretaker sign-in'
}

finish() {
  say "$kind $(cat "$root/$kind/current/VERSION") is installed and running ($unit)"
  say "settings: $settings/$kind.env   log: journalctl -u $unit   remove: sudo $root/$kind/current/installers/linux/uninstall.sh $kind"
  if [ "$kind" = console ] && [ -z "$before" ]; then
    say "sign in, once, within ten minutes: $(sign_in_link)"
  fi
  if [ "$enrolled" = no ]; then fail "the agent runs but was not enrolled; see above, then: sudo caretaker agent enrol URL CODE"; fi
  if [ "$kind" = agent ] && [ -z "$code" ] && [ ! -e /var/lib/caretaker/identity.json ]; then
    say "not enrolled yet; with a code from the console: sudo caretaker agent enrol URL CODE"
  fi
}

read_arguments "$@"
check_machine
place
make_account
write_settings
register
enrol
start
finish
