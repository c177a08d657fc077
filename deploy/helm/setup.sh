#!/usr/bin/env bash
# Installs the chart, or brings it up to date, with the current kubectl context, and hands the bundle's programs to the head.
# RELEASE_NAME and NAMESPACE beat the chart's clusterName; ARENA_HEAD_WAIT_SECONDS bounds the wait for the head (900).
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/release.sh
. lib/release.sh

usage() { echo "usage: setup.sh [--dry-run]"; }

dry=
case ${1:-} in
'') ;;
--dry-run) dry=1 ;;
-h | --help) usage && exit 0 ;;
*) die "unknown argument $1; $(usage)" ;;
esac

need helm
# A zip's extraction gives everybody what is meant for one.
chmod go-rwx chart/values.yaml
if [[ -n $dry ]]; then
  helm template "$release" ./chart --namespace "$namespace" >/dev/null
  echo "would install release $release in namespace $namespace, and hand the bundle's programs to its head"
  exit 0
fi
need kubectl

wait_for_head() {
  local deadline=$((SECONDS + ${ARENA_HEAD_WAIT_SECONDS:-900}))
  until in_head true </dev/null 2>/dev/null; do
    if [[ $SECONDS -ge $deadline ]]; then
      kubectl get pods -n "$namespace" -l "app.kubernetes.io/instance=$release" >&2 || true
      die "the head's container did not start in time"
    fi
    sleep 2
  done
}

helm upgrade --install "$release" ./chart --namespace "$namespace" --create-namespace
wait_for_head
COPYFILE_DISABLE=1 tar -c -f - -C payload . | in_head /bin/bash /arena/unpack.sh
echo "release $release is installed in namespace $namespace; validate.sh tells when it is ready"
