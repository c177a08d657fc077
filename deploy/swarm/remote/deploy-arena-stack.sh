#!/usr/bin/env bash
# deploy-arena-stack.sh [--dry-run] STACK WAIT_SECONDS RESOLVE_IMAGE, as root on the manager, beside the bundle's files.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stack=$1
wait_seconds=$2
head="${stack}_ray-head"

head_container() { docker ps -q --no-trunc --filter "label=com.docker.swarm.service.name=$head" | head -n 1; }

# What the Swarm says against the head, as its newest task has it.
complaint() { docker service ps "$head" --no-trunc --format '{{.Error}}' 2>/dev/null | grep -v '^$' | head -n 1 || true; }

elsewhere() {
  docker service ps "$head" --filter desired-state=running --format '{{.CurrentState}} {{.Node}}' 2>/dev/null |
    sed -n 's/^Running.* //p' | head -n 1
}

# The head waits for its programs; a container that is replaced meanwhile is asked again.
unpack() {
  local deadline=$((SECONDS + wait_seconds)) container other
  while [[ $SECONDS -lt $deadline ]]; do
    container=$(head_container)
    if [[ -n $container ]]; then
      tar -c -f - -C payload . | docker exec -i "$container" /bin/bash /arena/unpack.sh && return
    else
      other=$(elsewhere)
      [[ -z $other ]] || die "the head runs on $other, a manager too: run this there, or label one manager only"
      [[ $(complaint) != *'no suitable node'* ]] || die "the Swarm has no node for the head: $(complaint)"
    fi
    sleep 2
  done
  die "the head did not take its programs within $wait_seconds s: $(complaint)"
}

run docker stack deploy --prune --resolve-image "$3" --compose-file arena-stack.yaml "$stack"
if [[ -n $dry ]]; then say "would hand the bundle's programs to $head"; else unpack; fi
