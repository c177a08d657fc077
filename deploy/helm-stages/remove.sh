#!/usr/bin/env bash
# remove.sh RELEASE NAMESPACE SECONDS: the release goes; /opt/data and the namespace stay.
set -euo pipefail

release=$1 namespace=$2 seconds=$3
selector="app.kubernetes.io/instance=$release,app.kubernetes.io/name=arena-train"

if [[ -z $(kubectl get secret -n "$namespace" -l "owner=helm,name=$release" -o name) ]]; then
  echo "release $release is not in namespace $namespace"
else
  helm uninstall "$release" --namespace "$namespace" --ignore-not-found --timeout "${seconds}s"
fi
deadline=$((SECONDS + seconds))
while left=$(kubectl get pods -n "$namespace" -l "$selector" -o name) && [[ -n $left ]]; do
  if [[ $SECONDS -ge $deadline ]]; then
    echo "these are still there after $seconds s: ${left//$'\n'/, }" >&2
    exit 1
  fi
  sleep 1
done
echo "nothing of release $release is left"
