#!/usr/bin/env bash
# scale-down.sh RELEASE NAMESPACE SECONDS: ends the release's pods, which lets their runs save, and keeps the release.
set -euo pipefail

release=$1 namespace=$2 seconds=$3
selector="app.kubernetes.io/instance=$release,app.kubernetes.io/name=arena-train"
pods() { kubectl get pods -n "$namespace" -l "$selector" -o name; }

deployments=$(kubectl get deployments -n "$namespace" -l "$selector" -o name)
if [[ -z $deployments ]]; then
  echo "release $release is not in namespace $namespace: nothing runs"
  exit 0
fi
kubectl scale deployment -n "$namespace" -l "$selector" --replicas=0
deadline=$((SECONDS + seconds))
while left=$(pods) && [[ -n $left ]]; do
  if [[ $SECONDS -ge $deadline ]]; then
    echo "these are still there after $seconds s: ${left//$'\n'/, }" >&2
    exit 1
  fi
  sleep 1
done
echo "no pod of release $release is left; the release stays"
