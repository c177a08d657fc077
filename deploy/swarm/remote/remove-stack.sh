#!/usr/bin/env bash
# remove-stack.sh STACK, as root on the manager: the stack and its networks are gone; /opt/data and the Swarm stay.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"
# shellcheck source=this-stack.sh
. "$(dirname "${BASH_SOURCE[0]}")/this-stack.sh"

stack=$1
state=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}' 2>/dev/null) || state=
if [[ $state != 'active true' ]]; then
  say "this host manages no Swarm: there is no stack to remove"
  exit 0
fi
refuse_other_class "$stack"
left() { docker ps -aq --filter "label=com.docker.stack.namespace=$stack" | head -n 1; }
networks() { docker network ls -q --filter "label=com.docker.stack.namespace=$stack" | head -n 1; }
if [[ -z $(services_of "$stack") && -z $(left) ]]; then
  say "there is no stack $stack here"
  exit 0
fi
docker stack rm "$stack"
deadline=$((SECONDS + 260))
while [[ -n $(left) || -n $(networks) ]]; do
  [[ $SECONDS -lt $deadline ]] || die "something of the stack $stack is still here after 260 s"
  sleep 1
done
say "the stack $stack is removed; /opt/data stays"
