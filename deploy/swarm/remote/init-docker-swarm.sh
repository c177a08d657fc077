#!/usr/bin/env bash
# init-docker-swarm.sh [--dry-run] ADVERTISE_ADDR, as root on the manager. Leaves address and token for workers in `result`.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

# Docker takes an address or an interface, no name; and nobody joins at a loopback address.
address_of() {
  local address=$1
  [[ -d /sys/class/net/$address ]] && echo "$address" && return
  [[ $address =~ ^[0-9.]+$ || $address == *:* ]] || address=$(getent ahostsv4 "$address" | awk 'NR == 1 { print $1 }')
  case $address in
  127.* | ::1) address=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1) ;;
  '') die "$1 does not resolve here: give an address by --advertise-addr" ;;
  esac
  echo "${address:-127.0.0.1}"
}

if [[ -n $dry ]] && ! have docker; then
  say "would make a Swarm once Docker is here"
  exit 0
fi
state=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}')
case $state in
'active true') say "this host is a manager already" ;;
'active false') die "this host is a worker of another Swarm: let it leave that (docker swarm leave), or choose another" ;;
'pending'* | 'error'* | 'locked'*) die "the Swarm of this host is ${state%% *}: mend that first" ;;
*) run docker swarm init --advertise-addr "$(address_of "$1")" ;;
esac
[[ -n $dry ]] && exit 0
{
  # As the manager itself tells workers to join; the name may be an interface, and only it knows its address.
  docker swarm join-token worker | sed -n 's/.* \([^ ]*:[0-9][0-9]*\)$/SWARM_MANAGER_ADDRESS=\1/p'
  printf 'SWARM_WORKER_TOKEN=%s\n' "$(docker swarm join-token -q worker)"
} | write_result
