#!/usr/bin/env bash
# chart.sh RELEASE NAMESPACE CLASS SECONDS [NAME=VALUE…]: the class's chart in the cluster, whole or as it was before.
#
# Runs on the server, from an operation's folder, in a session of its own (run-stage.sh). What helm says of a failure is the
# last line.
set -euo pipefail

release=$1 namespace=$2 class=$3 seconds=$4
shift 4
selector="owner=helm,name=$release"

# Without the right to read namespaces it is taken to be there: nobody else can have made the release possible.
create=()
if found=$(kubectl get namespace "$namespace" -o name --ignore-not-found 2>/dev/null) && [[ -z $found ]]; then
  create=(--create-namespace)
fi

# A helm that was killed leaves its revision pending, and refuses every later one. Only this class's own is taken away: one
# operation of a class runs at a time.
kubectl delete secret -n "$namespace" --ignore-not-found \
  -l "$selector,arena-class=$class,status in (pending-install,pending-upgrade,pending-rollback)"
before=$(kubectl get secret -n "$namespace" -l "$selector,status=deployed" -o name)

set_values=()
for pair in "$@"; do set_values+=(--set-string "$pair"); done

umask 077
status=0
timeout --kill-after=20 "$((seconds + 10))" helm upgrade --install "$release" arena-train/chart --namespace "$namespace" \
  "${create[@]}" "${set_values[@]}" --labels "arena-class=$class" --history-max 5 --timeout "${seconds}s" \
  >helm-output 2>helm-errors || status=$?
grep -E '^(NAME|NAMESPACE|STATUS|REVISION):' helm-output || true
if [[ $status -eq 0 ]]; then
  echo "release $release is in namespace $namespace"
  exit 0
fi

failure=$(grep -E '^Error: ' helm-errors | tail -n 1 || true)
[[ -n $failure ]] || failure=$(tail -n 1 helm-errors)
[[ $status -ne 124 && $status -ne 137 ]] || failure="Error: helm took longer than $seconds s"
if [[ -n $before ]]; then
  echo "the chart is put back to what was there before"
  helm rollback "$release" --namespace "$namespace" --timeout 60s >/dev/null 2>&1 || echo "that failed too"
else
  echo "what was made of it is taken away"
  helm uninstall "$release" --namespace "$namespace" --ignore-not-found --timeout 60s >/dev/null 2>&1 || echo "that failed too"
fi
printf '%s\n' "$failure"
exit 1
