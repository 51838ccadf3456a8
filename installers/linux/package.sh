#!/bin/bash
# package.sh console|agent FILE.tar[.gz]: a release for machines that have neither a checkout nor npm.
# Unpack it there and run install.sh.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
kind=${1:-} out=${2:-}
case $kind in
  console | agent) ;;
  *) echo 'usage: package.sh console|agent FILE.tar[.gz]' >&2; exit 2 ;;
esac
[ -n "$out" ] || { echo 'usage: package.sh console|agent FILE.tar[.gz]' >&2; exit 2; }
case $(uname -m) in
  aarch64) architecture=arm64 ;;
  *) architecture=x64 ;;
esac

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/caretaker-$kind/release/$kind"
"$here/../../node_modules/node-linux-$architecture/bin/node" "$here/stage.ts" "$kind" "$stage/caretaker-$kind/release/$kind"
cp "$here/install.sh" "$here/uninstall.sh" "$here/README.md" "$stage/caretaker-$kind/"
tar -C "$stage" --owner=0 --group=0 --sort=name -caf "$out" "caretaker-$kind"
