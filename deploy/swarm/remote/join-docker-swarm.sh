#!/usr/bin/env bash
# join-docker-swarm.sh [--dry-run], as root on a worker, with the manager's address and token beside it.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

tokens=$(dirname "${BASH_SOURCE[0]}")/../swarm-tokens.txt
address=$(sed -n 's/^SWARM_MANAGER_ADDRESS=//p' "$tokens")
token=$(sed -n 's/^SWARM_WORKER_TOKEN=//p' "$tokens")
[[ -n $address && -n $token ]] || die "the file of tokens has not what init-docker-swarm.sh writes"

if [[ -n $dry ]] && ! have docker; then
  say "would join $address once Docker is here"
  exit 0
fi
state=$(docker info --format '{{.Swarm.LocalNodeState}} {{range .Swarm.RemoteManagers}}{{.Addr}} {{end}}')
case $state in
active*)
  # The manager's address may have changed since; what counts is that it is one Swarm.
  [[ $state == *"${address%:*}:"* ]] || die "this host is in another Swarm: let it leave that (docker swarm leave), or choose another"
  say "this host is in the Swarm already"
  ;;
*) if [[ -n $dry ]]; then say "would join $address"; else docker swarm join --token "$token" "$address"; fi ;;
esac
