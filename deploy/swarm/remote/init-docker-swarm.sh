#!/usr/bin/env bash
# init-docker-swarm.sh [--dry-run] ADVERTISE_ADDR [as-reached], as root on the manager. Leaves address and token for
# workers in `result`. `as-reached`: the address is only what ssh was given, which may be a name that ssh alone knows.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

# Docker takes an address or an interface, no name; and nobody joins at a loopback address.
address_of() {
  local address=$1
  [[ -d /sys/class/net/$address ]] && echo "$address" && return
  [[ $address =~ ^[0-9.]+$ || $address == *:* ]] || address=$(getent ahostsv4 "$address" | awk 'NR == 1 { print $1 }')
  [[ -n $address || $2 == as-reached ]] || die "$1 does not resolve here: give an address by --advertise-addr"
  case $address in
  127.* | ::1 | '') address=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1) ;;
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
*)
  # Apart from its use: an address that cannot be found must end this here.
  address=$(address_of "$1" "${2:-}")
  if [[ -n $dry ]]; then
    say "would run: docker swarm init --advertise-addr $address"
  else
    # What Docker says then has the token in it, and what is said here is shown to people.
    docker swarm init --advertise-addr "$address" >/dev/null
    say "a Swarm is made, at $address"
  fi
  ;;
esac
[[ -n $dry ]] && exit 0
# As the manager itself tells workers to join; the name may be an interface, and only it knows its address.
reached_at=$(docker swarm join-token worker | sed -n 's/.* \([^ ]*:[0-9][0-9]*\)$/\1/p')
token=$(docker swarm join-token -q worker)
[[ -n $reached_at && -n $token ]] || die "Docker does not say how workers join"
printf 'SWARM_MANAGER_ADDRESS=%s\nSWARM_WORKER_TOKEN=%s\n' "$reached_at" "$token" | write_result
