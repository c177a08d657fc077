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
# shellcheck source=lib/report.sh
. lib/report.sh

# A pod of before may be there for as long as its runs need to save; unpack.sh exits with 75 there.
give_programs() {
  local deadline=$((SECONDS + ${ARENA_HEAD_WAIT_SECONDS:-900})) status
  while [[ $SECONDS -lt $deadline ]]; do
    if in_head true </dev/null 2>/dev/null; then
      status=0
      COPYFILE_DISABLE=1 tar -c -f - -C payload . | in_head /bin/bash /arena/unpack.sh "$version" || status=$?
      [[ $status -ne 0 ]] || return 0
      [[ $status -eq 75 ]] || ! in_head true </dev/null 2>/dev/null || die "the head could not take its programs"
    fi
    sleep 2
  done
  kubectl get pods -n "$namespace" -l "app.kubernetes.io/instance=$release" >&2 || true
  die "the head did not take its programs in time"
}

# Apart, so that what ends it has been told before this script ends.
install() (
  helm upgrade --install "$release" ./chart --namespace "$namespace" --create-namespace || exit
  give_programs
)

context=$(kubectl config current-context 2>/dev/null) || context=
report_begin helm "RELEASE $release" "NAMESPACE $namespace" "CONTEXT $context"
report_open CHART 0
status=0
report_copy install || status=$?
if [[ $status -ne 0 ]]; then
  report_close FAILED
  exit "$status"
fi
report_close DONE
echo "release $release is installed in namespace $namespace; validate.sh tells when it is ready"
