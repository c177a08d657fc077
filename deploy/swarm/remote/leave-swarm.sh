#!/usr/bin/env bash
# leave-swarm.sh, as root on a host.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

state=$(docker info --format '{{.Swarm.LocalNodeState}}' 2>/dev/null) || state=inactive
case $state in
inactive) say "this host is in no Swarm" ;;
*)
  docker swarm leave --force
  say "this host has left the Swarm"
  ;;
esac
