#!/usr/bin/env bash
# label-nodes.sh [--dry-run] NODE=GPUS[=WORKER]…, as root on the manager. WORKER: whether workers may run there, true or
# false; where nothing is said, that stays as it is.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

for label in "$@"; do
  IFS='=' read -r node count worker <<<"$label"
  gpu=false
  if ((count > 0)); then gpu=true; fi
  worker_label=()
  if [[ -n $worker ]]; then worker_label=(--label-add "arena.worker=$worker"); fi
  run docker node update --label-add "arena.gpus=$count" --label-add "arena.gpu=$gpu" "${worker_label[@]}" "$node"
done
