#!/usr/bin/env bash
# label-nodes.sh [--dry-run] NODE=GPUS…, as root on the manager.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

for label in "$@"; do
  count=${label#*=}
  gpu=false
  if ((count > 0)); then gpu=true; fi
  run docker node update --label-add "arena.gpus=$count" --label-add "arena.gpu=$gpu" "${label%%=*}"
done
