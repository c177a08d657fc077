#!/usr/bin/env bash
# count-gpus.sh [--dry-run], as root on a host: leaves `<node>=<number of GPUs>` in `result`.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

count=0
if driver_answers; then count=$(nvidia-smi -L | grep -c '^GPU '); fi
node=$(docker info --format '{{.Swarm.NodeID}}' 2>/dev/null) || node=
[[ -n $node || -n $dry ]] || die "this host is in no Swarm"
say "$count GPUs"
printf '%s=%s\n' "$node" "$count" | write_result
