#!/usr/bin/env bash
# deploy-arena-stack.sh [--dry-run] STACK WAIT_SECONDS RESOLVE_IMAGE, as root on the manager, beside the bundle's files.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"
# shellcheck source=this-stack.sh
. "$(dirname "${BASH_SOURCE[0]}")/this-stack.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=../config.env
. ./config.env

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

# Tells why the head has no container here, where that will not change by itself.
explain_absence() {
  local other
  other=$(elsewhere)
  [[ -z $other ]] || die "the head runs on $other, another manager: run this there"
  [[ $(complaint) != *'no suitable node'* ]] || die "the Swarm has no node for the head: $(complaint)"
}

# The head waits for its programs. A container of before may be there for as long as its runs need to save.
unpack() {
  local deadline=$((SECONDS + wait_seconds)) container status
  while [[ $SECONDS -lt $deadline ]]; do
    container=$(head_container)
    if [[ -z $container ]]; then
      explain_absence
    else
      status=0
      tar -c -f - -C payload . | docker exec -i "$container" /bin/bash /arena/unpack.sh "$ARENA_VERSION" || status=$?
      [[ $status -ne 0 ]] || return 0
      # 75: of another version. Else it may have ended meanwhile; what fails in a container that stays, fails again.
      [[ $status -eq 75 || $(head_container) != "$container" ]] || die "the head could not take its programs"
    fi
    sleep 2
  done
  die "the head did not take its programs within $wait_seconds s: $(complaint)"
}

refuse_other_class "$stack"
run docker stack deploy --prune --resolve-image "$3" --compose-file arena-stack.yaml "$stack"
if [[ -n $dry ]]; then say "would hand the bundle's programs to $head"; else unpack; fi
