#!/usr/bin/env bash
# scale-down.sh STACK, as root on the manager: no container of the stack runs any more; the stack stays.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"
# shellcheck source=this-stack.sh
. "$(dirname "${BASH_SOURCE[0]}")/this-stack.sh"

stack=$1
refuse_other_class "$stack"
services=()
while IFS= read -r service; do services+=("$service=0"); done < <(services_of "$stack")
if [[ ${#services[@]} -eq 0 ]]; then
  say "there is no stack $stack here"
  exit 0
fi
# Runs save first, which the services' own grace is for.
docker service scale --detach "${services[@]}"
wait_until_gone "$stack" 260
say "the stack $stack is down"
