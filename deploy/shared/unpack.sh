#!/bin/bash
# unpack.sh VERSION < payload.tar: puts the bundle's programs at $ARENA_DATA/VERSION, whole or not at all.
# Exits with 75 in a container of another version, which is about to be replaced.
set -euo pipefail
umask 022

release="${ARENA_DATA:?}/${ARENA_VERSION:?}"
if [ "$ARENA_VERSION" != "$1" ]; then
  cat >/dev/null
  exit 75
fi
mkdir -p "$ARENA_DATA"
half=$(mktemp -d "$ARENA_DATA/.unpack-XXXXXXXX")
trap 'rm -rf "$half"' EXIT

is_there() { [ -e "$release/.complete" ] && cmp -s "$half/SHA256SUMS" "$release/SHA256SUMS"; }

tar -x --no-same-owner -C "$half" -f -
if is_there; then
  echo "$release is there already"
  exit 0
fi
(cd "$half" && sha256sum --quiet --strict -c SHA256SUMS)
machine=$(cat "$half/MACHINE")
if [ "$(uname -m)" != "$machine" ]; then
  echo "this host is $(uname -m); the programs of the bundle are for $machine" >&2
  exit 1
fi
gunzip "$half/node.gz"
chmod 0755 "$half" "$half/node"
"$half/node" --version >/dev/null || {
  echo "programs cannot be run below $ARENA_DATA: is it mounted with noexec?" >&2
  exit 1
}
touch "$half/.complete"
# Other contents of the same version make way. Programs that run keep what they have opened.
if [ -e "$release" ]; then mv -T "$release" "$(mktemp -u "$ARENA_DATA/.old-XXXXXXXX")"; fi
# Two may unpack at once: one finds the other's there.
if ! mv -T "$half" "$release" 2>/dev/null && ! is_there; then
  echo "cannot move the programs to $release: something else is in the way" >&2
  exit 1
fi
rm -rf "$ARENA_DATA"/.old-*
# The agent of before ends; the head starts it anew, and runs that are under way stay.
if agent=$(cat "${TMPDIR:-/tmp}/arena-agent.pid" 2>/dev/null) && grep -q start-agent "/proc/$agent/cmdline" 2>/dev/null; then
  kill -TERM "$agent" || true
fi
echo "unpacked to $release"
