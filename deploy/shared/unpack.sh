#!/bin/bash
# unpack.sh < payload.tar: puts the bundle's programs below $ARENA_DATA/$ARENA_VERSION, whole or not at all.
set -euo pipefail
umask 022

release="${ARENA_DATA:?}/${ARENA_VERSION:?}"
if [ -e "$release/.complete" ]; then
  cat >/dev/null
  echo "$release is there already"
  exit 0
fi
mkdir -p "$ARENA_DATA"
half=$(mktemp -d "$ARENA_DATA/.unpack-XXXXXXXX")
trap 'rm -rf "$half"' EXIT

tar -x --no-same-owner -C "$half" -f -
(cd "$half" && sha256sum --quiet --strict -c SHA256SUMS)
machine=$(cat "$half/MACHINE")
if [ "$(uname -m)" != "$machine" ]; then
  echo "this host is $(uname -m); the programs of the bundle are for $machine" >&2
  exit 1
fi
gunzip "$half/node.gz"
chmod 0755 "$half" "$half/node"
"$half/node" --version >/dev/null
touch "$half/.complete"
# Two may unpack at once: the second finds the directory there.
if ! mv -T "$half" "$release" 2>/dev/null && [ ! -e "$release/.complete" ]; then
  echo "cannot move the programs to $release: something else is in the way" >&2
  exit 1
fi
echo "unpacked to $release"
