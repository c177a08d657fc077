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
tunnel=()
while IFS= read -r service; do
  if [[ $service == *_tunnel ]]; then tunnel+=("$service=0"); else services+=("$service=0"); fi
done < <(services_of "$stack")
if [[ ${#services[@]} -eq 0 && ${#tunnel[@]} -eq 0 ]]; then
  say "there is no stack $stack here"
  exit 0
fi
# Runs save first, which the services' own grace is for; what became of them goes through the tunnel, so that ends last.
if [[ ${#services[@]} -gt 0 ]]; then
  docker service scale --detach "${services[@]}"
  wait_until_gone "$stack" 260 "${services[@]%=0}"
fi
[[ ${#tunnel[@]} -eq 0 ]] || docker service scale --detach "${tunnel[@]}"
wait_until_gone "$stack" 60
say "the stack $stack is down"
