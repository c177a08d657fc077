#!/usr/bin/env bash
# Labels each node with its number of GPUs, which decides where workers of a class with GPUs may run.
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh

usage() { echo "usage: label-docker-swarm-gpus.sh [--dry-run] MANAGER [WORKER…]"; }

read_hosts "$@"
found=$(mktemp)
one=$(mktemp)
tidy() { rm -f "$found" "$one"; }
# The manager's stage ends when it has given the labels.
goes_on=RUNNING
for host in "${hosts[@]}"; do
  # Read by run_on.
  # shellcheck disable=SC2034
  result=result result_file=$one
  if run_on "$host" remote/count-gpus.sh; then cat "$one" >>"$found"; else failed_hosts+=("$host"); fi
  goes_on=
done
result=
labels=()
while IFS= read -r label; do labels+=("$label"); done < <(tr -d '\r' <"$found" | grep -E '^[A-Za-z0-9]+=[0-9]+$')
if [[ ${#labels[@]} -gt 0 ]]; then
  run_on "${hosts[0]}" remote/label-nodes.sh "${labels[@]}" || failed_hosts+=("${hosts[0]}")
fi
report_failures
