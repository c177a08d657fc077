#!/usr/bin/env bash
# Lets containers use the GPUs, and tells the Swarm which there are. Nothing where class or host has none.
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh
# shellcheck source=config.env
. ./config.env

usage() { echo "usage: install-nvidia-container-toolkit.sh [--dry-run] MANAGER [WORKER…]"; }

read_hosts "$@"
if [[ $ARENA_GPUS == 0 ]]; then
  say "the class has no GPUs: no toolkit is needed"
  exit 0
fi
on_every_host remote/install-nvidia-container-toolkit.sh
