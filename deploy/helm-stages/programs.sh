#!/usr/bin/env bash
# programs.sh RELEASE NAMESPACE SECONDS PAYLOAD SHA256: the bundle's programs into the head's container, once it runs.
#
# Runs on the server, from an operation's folder. unpack.sh takes them whole or not at all, and finds them there already.
set -euo pipefail

seconds=$3 payload=$4 sha256=$5
export RELEASE_NAME=$1 NAMESPACE=$2
here=$PWD

if [[ ! -e programs/.whole ]]; then
  rm -rf programs programs.new
  mkdir programs.new
  printf '%s  %s\n' "$sha256" "$payload" | sha256sum -c --quiet -
  tar -x --no-same-owner -C programs.new -f "$payload"
  touch programs.new/.whole
  mv programs.new programs
fi
folder=$(dirname "$(find programs -name SHA256SUMS | head -n 1)")

cd arena-train
# shellcheck source=../helm/lib/release.sh
. lib/release.sh

echo "the head is waited for, to take its programs"
deadline=$((SECONDS + seconds))
while [[ $SECONDS -lt $deadline ]]; do
  if in_head true </dev/null >/dev/null 2>&1; then
    status=0
    tar -c -f - -C "$here/$folder" . | in_head /bin/bash /arena/unpack.sh "$version" || status=$?
    if [[ $status -eq 0 ]]; then
      rm -rf "$here/programs"
      exit 0
    fi
    # 75: a pod of before, which is about to be replaced.
    [[ $status -eq 75 ]] || ! in_head true </dev/null >/dev/null 2>&1 || die "the head could not take its programs"
  fi
  sleep 1
done
die "the head did not take its programs in $seconds s"
