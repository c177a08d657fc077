#!/usr/bin/env bash
# Waits until head and workers are ready, and says what is not. ARENA_ROLLOUT_SECONDS bounds the wait (600).
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/release.sh
. lib/release.sh

usage() { echo "usage: validate.sh [--dry-run]"; }

case ${1:-} in
'') ;;
--dry-run)
  echo "would wait for $release-ray-head and $release-ray-worker in namespace $namespace"
  exit 0
  ;;
-h | --help) usage && exit 0 ;;
*) die "unknown argument $1; $(usage)" ;;
esac

# shellcheck source=lib/report.sh
. lib/report.sh
need helm
need kubectl

# Apart, so that what ends it has been told before this script ends.
validate() (
  helm status "$release" --namespace "$namespace" >/dev/null || die "release $release is not in namespace $namespace"
  local deployment waiting=
  for deployment in "$release-ray-head" "$release-ray-worker"; do
    if ! kubectl rollout status "deployment/$deployment" -n "$namespace" --timeout="${ARENA_ROLLOUT_SECONDS:-600}s"; then
      printf '%s is not ready:\n' "$deployment" >&2
      kubectl get pods -n "$namespace" -l "app.kubernetes.io/instance=$release" -o wide >&2 || true
      waiting+="${waiting:+, }$deployment"
    fi
  done
  # Once more after the pods: the last line is the reason that people are shown.
  [[ -z $waiting ]] || die "not ready: $waiting"
  echo "head and workers are ready"
)

report_open ROLLOUT 0
status=0
report_copy validate || status=$?
if [[ $status -ne 0 ]]; then
  report_close FAILED
  exit "$status"
fi
report_close DONE
report_end DONE ""
